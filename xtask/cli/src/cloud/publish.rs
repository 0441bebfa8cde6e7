//! Publishing assets: each has a name made of its contents, so what is there already is right.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
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

/// How many objects are looked for at a time: each look is a process.
const LOOKS: usize = 8;

/// Publishes what is missing for a stack. The stack's own template is left out if `inline` says that it travels inside the request.
pub(crate) fn publish(context: &Context, aws: &Aws, publications: &[Publication], inline: bool) -> Result<()> {
    let wanted: Vec<&Publication> = publications
        .iter()
        .filter(|publication| !(inline && publication.template))
        .collect();
    let publishers = publishers(aws, &wanted);
    let of = |publication: &Publication| publishers.get(&place(publication)).unwrap_or(aws);
    let missing = missing(&wanted, of)?;
    // One bucket, one identity, one call, in which the CLI sends several files at a time.
    let mut places: BTreeMap<Place, Vec<&Publication>> = BTreeMap::new();
    for publication in missing {
        places.entry(place(publication)).or_default().push(publication);
    }
    for publications in places.values() {
        let Some(first) = publications.first() else { continue };
        let aws = of(first);
        if aws.rehearses() {
            for publication in publications {
                let target = format!("s3://{}/{}", publication.bucket, publication.key);
                let source = rehearsed(context, publication);
                aws.call(&["s3", "cp", "--only-show-errors", &source, &target])?;
            }
        } else {
            upload(context, aws, &first.bucket, publications)?;
        }
    }
    Ok(())
}

/// Bucket, region and role: what goes to one place goes there by one call.
type Place = (String, String, Option<String>);

fn place(publication: &Publication) -> Place {
    (
        publication.bucket.clone(),
        publication.region.clone(),
        publication.role.clone(),
    )
}

/// The identity for each place: the bootstrap stack's publishing role if it can be assumed, or else the caller's own, as the CDK CLI does it.
fn publishers(aws: &Aws, publications: &[&Publication]) -> BTreeMap<Place, Aws> {
    let mut found = BTreeMap::new();
    for publication in publications {
        found.entry(place(publication)).or_insert_with(|| {
            let aws = aws.in_region(&publication.region);
            match &publication.role {
                Some(role) if !aws.is_local() => aws.assume(role).unwrap_or(aws),
                _ => aws,
            }
        });
    }
    found
}

/// The publications that are not there yet.
fn missing<'p, 'a>(
    wanted: &[&'p Publication],
    of: impl Fn(&Publication) -> &'a Aws + Sync,
) -> Result<Vec<&'p Publication>> {
    let next = AtomicUsize::new(0);
    let look = || -> Result<Vec<usize>> {
        let mut found = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(publication) = wanted.get(index) else {
                return Ok(found);
            };
            if is_missing(of(publication), publication)? {
                found.push(index);
            }
        }
    };
    let _going = ui::going("looking for assets");
    let mut found = thread::scope(|scope| -> Result<Vec<usize>> {
        let looks: Vec<_> = (0..LOOKS.min(wanted.len())).map(|_| scope.spawn(look)).collect();
        let mut found = Vec::new();
        for look in looks {
            found.extend(
                look.join()
                    .unwrap_or_else(|_| Err(Failure::new("cannot look for assets").into()))?,
            );
        }
        Ok(found)
    })?;
    found.sort_unstable();
    Ok(found
        .into_iter()
        .filter_map(|index| wanted.get(index).copied())
        .collect())
}

fn is_missing(aws: &Aws, publication: &Publication) -> Result<bool> {
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

/// Sends assets to a bucket. They are made before, one after the other: several builds would wait for each other.
fn upload(context: &Context, aws: &Aws, bucket: &str, publications: &[&Publication]) -> Result<()> {
    let staged = tempfile::tempdir().context("cannot make a temporary folder")?;
    let mut guards = Vec::new();
    for (number, publication) in publications.iter().enumerate() {
        let (file, guard) = file(context, publication)?;
        let size = fs::metadata(&file).map(|metadata| metadata.len()).unwrap_or_default();
        let count = match publications.len() {
            1 => String::new(),
            all => format!("[{}/{all}] ", number + 1),
        };
        ui::step(
            "Publishing",
            format!("{count}{} ({} KiB)", publication.name, size.div_ceil(1024)),
        );
        let link = staged.path().join(&publication.key);
        let place = || -> std::io::Result<()> {
            fs::create_dir_all(link.parent().unwrap_or(&link))?;
            // The CLI follows links.
            std::os::unix::fs::symlink(fs::canonicalize(&file)?, &link)
        };
        place().with_context(|| format!("cannot make a link to `{}`", file.display()))?;
        guards.push(guard);
    }
    let _going = ui::going("publishing");
    let target = format!("s3://{bucket}/");
    let source = staged.path().to_string_lossy();
    // `s3 cp` splits large files into parts, which `put-object` does not.
    aws.call(&["s3", "cp", "--recursive", "--only-show-errors", &source, &target])
        .with_context(|| {
            let names: Vec<&str> = publications
                .iter()
                .map(|publication| publication.name.as_str())
                .collect();
            format!("cannot publish to `{target}`: {}", names.join(", "))
        })
}

/// Where the asset's file would stand.
fn rehearsed(context: &Context, publication: &Publication) -> String {
    match &publication.source {
        AssetSource::File(path) | AssetSource::Folder(path) => path.display().to_string(),
        AssetSource::Function(function) => context
            .target()
            .join("functions")
            .join(function.file_name())
            .display()
            .to_string(),
        AssetSource::Command(words) => format!("<made by: {}>", words.join(" ")),
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
