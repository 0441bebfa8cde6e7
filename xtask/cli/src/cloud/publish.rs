//! Publishing assets: each has a name made of its contents, so what is there already is right.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    publish::{AssetSource, Publication},
    zip,
};

use crate::{
    aws::{Aws, absent},
    context::Context,
    failure::Failure,
    functions, ui,
};

/// Publishes what is missing for a stack. The stack's own template is left out if `inline` says that it travels inside the request.
pub(crate) fn publish(context: &Context, aws: &Aws, publications: &[Publication], inline: bool) -> Result<()> {
    let wanted: Vec<&Publication> = publications
        .iter()
        .filter(|publication| !(inline && publication.template))
        .collect();
    let missing = thread::scope(|scope| {
        let checks: Vec<_> = wanted
            .iter()
            .map(|publication| scope.spawn(|| is_missing(aws, publication)))
            .collect();
        checks
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect::<Vec<_>>()
    });
    for (publication, missing) in wanted.into_iter().zip(missing) {
        // A thread that panicked is taken as "missing": publishing once more does no harm.
        if missing.unwrap_or(Ok(true))? {
            upload(context, aws, publication)?;
        }
    }
    Ok(())
}

fn is_missing(aws: &Aws, publication: &Publication) -> Result<bool> {
    let aws = publisher(aws, publication);
    let args = [
        "s3api",
        "head-object",
        "--bucket",
        &publication.bucket,
        "--key",
        &publication.key,
    ];
    let found = absent(aws.call(&args)).with_context(|| {
        format!(
            "cannot look for asset `{}` in bucket `{}`",
            publication.name, publication.bucket
        )
    })?;
    Ok(found.is_none())
}

fn upload(context: &Context, aws: &Aws, publication: &Publication) -> Result<()> {
    let (file, _guard) = file(context, publication)?;
    let size = fs::metadata(&file).map(|metadata| metadata.len()).unwrap_or_default();
    ui::step(
        "Publishing",
        format!("{} ({} KiB)", publication.name, size.div_ceil(1024)),
    );
    let target = format!("s3://{}/{}", publication.bucket, publication.key);
    let source = file.to_string_lossy();
    // `s3 cp` splits large files into parts, which `put-object` does not.
    publisher(aws, publication)
        .call(&["s3", "cp", "--only-show-errors", &source, &target])
        .with_context(|| format!("cannot publish asset `{}` to `{target}`", publication.name))
}

/// The identity that may write to the bucket: the bootstrap stack's publishing role if it can be assumed, or else the caller's own, as the
/// CDK CLI does it.
fn publisher(aws: &Aws, publication: &Publication) -> Aws {
    let aws = aws.in_region(&publication.region);
    match &publication.role {
        Some(role) if !aws.is_local() => aws.assume(role).unwrap_or(aws),
        _ => aws,
    }
}

/// The asset as a file; what is made for the purpose lives as long as the guard.
fn file(context: &Context, publication: &Publication) -> Result<(PathBuf, Option<tempfile::NamedTempFile>)> {
    match &publication.source {
        AssetSource::File(path) => Ok((path.clone(), None)),
        AssetSource::Function(function) => Ok((functions::build(context, function)?, None)),
        AssetSource::Folder(folder) => {
            let packed =
                zip::pack_folder(folder).with_context(|| format!("cannot pack asset `{}`", publication.name))?;
            let mut temporary = tempfile::NamedTempFile::new().context("cannot make a temporary file")?;
            std::io::Write::write_all(&mut temporary, &packed).context("cannot write a temporary file")?;
            Ok((temporary.path().to_owned(), Some(temporary)))
        }
        AssetSource::Command(words) => Ok((made_by(context, &publication.name, words)?, None)),
    }
}

/// Runs an asset's command, which prints the path of the file it made.
fn made_by(context: &Context, name: &str, words: &[String]) -> Result<PathBuf> {
    let (program, args) = words
        .split_first()
        .with_context(|| format!("asset `{name}` has an empty command"))?;
    ui::step("Building", format!("asset {name}"));
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(&context.root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    context.show(&command);
    let output = command
        .output()
        .with_context(|| format!("cannot start `{program}` for asset `{name}`"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let path = Path::new(text.trim());
    if output.status.success() && path.is_file() {
        return Ok(path.to_owned());
    }
    let command = words.join(" ");
    Err(Failure::new(format!("`{command}` did not make asset `{name}`"))
        .hint("it has to end with status 0 and print the absolute path of a file as its only line")
        .into())
}
