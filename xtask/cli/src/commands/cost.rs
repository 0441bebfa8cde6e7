//! `cost`: what a plant costs in a month.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::assembly::Assembly;
use ferrocdk_toolkit::cost::{CostError, Line, Prices, Report};
use serde_json::json;

use crate::{context::Context, deployment, failure::Failure, program::PROGRAM, ui};

/// Show what a plant costs in a month of its load, by construct and driver.
///
/// Constructs say how much they use at the busiest load of the plant file, day and night; prices stand in a table with regions, months and pages. Left
/// out is what depends on people or mistakes (queries, alerts, failures), free tiers, and discounts for large quantities. A `*` marks a price of
/// us-east-1 that stands in for a region that the table has none for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} cost --plant sao-paulo

Status: 0, 1 where it cannot be worked out, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Another table of prices.
    #[arg(long, value_name = "FILE")]
    prices: Option<String>,

    /// Leave out lines of less than so many dollars.
    #[arg(long, default_value = "0.005", value_name = "DOLLARS")]
    least: f64,

    /// How the report is written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: FormatName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    /// For people.
    Text,
    /// A list of objects, one a stack.
    Json,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let prices = prices(args)?;
    let plant = context.chosen_plant()?;
    let folder = context.scratch()?;
    let assembly = deployment::synthesize(context, &folder.path().join("cdk.out"), plant.as_deref(), None)?;
    let reports = reports(&assembly, &prices)?;
    if reports.is_empty() {
        return Err(Failure::new("no construct of the app says what it uses")
            .hint(format!(
                "note it with `ferrocdk_plant::cost::note`, as `Plant` does; `{PROGRAM} synth` shows the stacks"
            ))
            .into());
    }
    match args.format {
        FormatName::Json => {
            let list: Vec<_> = reports.iter().map(as_json).collect();
            ui::data(serde_json::to_string_pretty(&list)?)
        }
        FormatName::Text => {
            for report in &reports {
                show(report, args)?;
            }
            Ok(())
        }
    }
}

/// The reports of an assembly's stacks that say what they use.
pub(super) fn reports(assembly: &Assembly, prices: &Prices) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for stack in &assembly.stacks {
        let report = Report::of(stack, prices).map_err(|error| match error {
            CostError::NoPrice(name) => Failure::new(format!("there is no price `{name}`"))
                .hint("add a row to the table of prices, and name it with --prices")
                .into(),
            other => anyhow::Error::new(other),
        })?;
        if !report.lines.is_empty() {
            reports.push(report);
        }
    }
    Ok(reports)
}

/// Dollars that stacks of a name cost more or less than before, a line each; nothing where they cost the same, or nobody says.
pub(super) fn difference(before: &[Report], after: &[Report]) -> String {
    let lines = after.iter().filter_map(|new| {
        let old = before.iter().find(|report| report.stack == new.stack)?;
        let parts = new.difference(old);
        if parts.is_empty() {
            return None;
        }
        let parts: Vec<String> = parts
            .iter()
            .map(|(part, dollars)| format!("{part} {dollars:+.2}"))
            .collect();
        let (all, more) = (new.total(), new.total() - old.total());
        let parts = parts.join(", ");
        Some(format!(
            "{}: {more:+.2} dollars a month, {all:.2} in all ({parts})\n",
            new.stack
        ))
    });
    lines.collect()
}

fn prices(args: &Args) -> Result<Prices> {
    let Some(file) = &args.prices else {
        return Prices::own().context("the table of prices is not valid");
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{file}`"))?;
    Prices::parse(&text).map_err(|error| {
        Failure::new(format!("`{file}` is no table of prices: {error}"))
            .hint("the columns are name, unit, region, price, month and page, between tabs")
            .code(2)
            .into()
    })
}

fn as_json(report: &Report) -> serde_json::Value {
    let lines: Vec<_> = report
        .lines
        .iter()
        .map(|line| {
            json!({
                "construct": line.construct,
                "price": line.price,
                "driver": line.driver,
                "quantity": line.quantity,
                "unit": line.unit,
                "dollars": line.dollars,
                "standsIn": line.stands_in,
            })
        })
        .collect();
    json!({
        "stack": report.stack,
        "region": report.region,
        "months": report.months.as_ref().map(|(oldest, newest)| [oldest, newest]),
        "readings": report.readings,
        "dollars": report.total(),
        "dollarsPerMillionReadings": report.per_million_readings(),
        "lines": lines,
    })
}

fn show(report: &Report, args: &Args) -> Result<()> {
    let months = match &report.months {
        Some((oldest, newest)) if oldest == newest => format!("of {oldest}"),
        Some((oldest, newest)) => format!("of {oldest} to {newest}"),
        None => "of nothing".to_owned(),
    };
    let title = format!(
        "{} in {}, prices {months}, US dollars a month",
        report.stack, report.region
    );
    let mut text = format!("{}\n", ui::styled(ui::GREEN, title));
    for (part, dollars) in report.parts() {
        writeln!(text, "{dollars:>12.2}  {}", ui::styled(ui::CYAN, &part))?;
        let lines = alike(report, &part);
        let (shown, small): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.dollars >= args.least);
        for line in shown {
            let (mark, amount) = (if line.stands_in { "*" } else { " " }, quantity(line.quantity));
            writeln!(
                text,
                "{:>12.2}{mark}   {:<30} {} ({amount} x {})",
                line.dollars, line.price, line.driver, line.unit
            )?;
        }
        if !small.is_empty() {
            writeln!(
                text,
                "{:>16}{} lines of less than {} dollars",
                "",
                small.len(),
                args.least
            )?;
        }
    }
    writeln!(text, "{:>12.2}  {}", report.total(), ui::styled(ui::GREEN, "in all"))?;
    if let (Some(readings), Some(million)) = (report.readings, report.per_million_readings()) {
        let (readings, one) = (quantity(readings), million / 1e6);
        writeln!(
            text,
            "{:>14}{readings} readings: {million:.4} dollars a million, {one:.10} each",
            ""
        )?;
    }
    if report.lines.iter().any(|line| line.stands_in) {
        writeln!(text, "{:>12}*  price of us-east-1", "")?;
    }
    ui::styled_data(text)
}

/// The lines of a part; those of one price and driver together, such as a line for all its alarms.
fn alike(report: &Report, part: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let of_part = report
        .lines
        .iter()
        .filter(|line| line.construct.split('/').next() == Some(part));
    for line in of_part {
        match lines
            .iter_mut()
            .find(|known| known.price == line.price && known.driver == line.driver)
        {
            Some(known) => {
                known.quantity += line.quantity;
                known.dollars += line.dollars;
            }
            None => lines.push(line.clone()),
        }
    }
    lines.sort_by(|one, other| other.dollars.total_cmp(&one.dollars));
    lines
}

/// A quantity with thousands apart.
fn quantity(number: f64) -> String {
    let text = if number >= 100.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.2}")
    };
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::quantity;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(quantity(5_256_000_000.0), "5,256,000,000");
        assert_eq!(quantity(999.4), "999");
        assert_eq!(quantity(1.0), "1.00");
    }
}
