//! The figures as a table.

use anyhow::Result;

use super::measure::{Figure, Target};
use ferrocdk_cli::ui;

/// Prints all figures, each case with ferrocdk first and the others as multiples of it.
pub(super) fn print(figures: &[Figure]) -> Result<()> {
    for case in figures.chunk_by(|a, b| (a.section, &a.case) == (b.section, &b.case)) {
        let Some(ours) = case.first() else { continue };
        ui::data(format_args!("{}: {}", ours.section, ours.case))?;
        ui::data(format_args!(
            "  {:<24} {:>10} {:>10} {:>10}",
            "", "best", "median", "memory"
        ))?;
        for figure in case {
            let line = format!(
                "  {:<24} {:>10} {:>10} {:>10}  {}",
                figure.name,
                time(figure.best),
                time(figure.median),
                figure.memory.map_or_else(|| "-".to_owned(), memory),
                verdict(figure, ours),
            );
            ui::data(line.trim_end())?;
        }
        ui::data("")?;
    }
    Ok(())
}

fn time(seconds: f64) -> String {
    if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1_000.0)
    } else {
        format!("{seconds:.2} s")
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn memory(bytes: u64) -> String {
    format!("{:.1} MB", megabytes(bytes))
}

/// Target and whether it is met; for others, how much more than ferrocdk they need.
fn verdict(figure: &Figure, ours: &Figure) -> String {
    let met = |met: bool| if met { "met" } else { "MISSED" };
    let ratio = (figure.best / ours.best, figure.memory.zip(ours.memory));
    let bigger = |(theirs, ours): (u64, u64)| megabytes(theirs) / megabytes(ours);
    match figure.target {
        Target::AtMost { seconds, bytes } => {
            let text = format!("at most {}: {}", time(seconds), met(figure.best <= seconds));
            match (bytes, figure.memory) {
                (Some(limit), Some(found)) => format!("{text}, {}: {}", memory(limit), met(found <= limit)),
                _ => text,
            }
        }
        Target::Times { time, memory } => {
            let text = format!("{:.1}x time ({time:.0}x wanted: {})", ratio.0, met(ratio.0 >= time));
            match ratio.1.map(bigger) {
                Some(found) => format!(
                    "{text}, {found:.1}x memory ({memory:.0}x wanted: {})",
                    met(found >= memory)
                ),
                None => text,
            }
        }
        Target::None if std::ptr::eq(figure, ours) => String::new(),
        Target::None => {
            let memory = ratio.1.map(|pair| format!(", {:.1}x memory", bigger(pair)));
            format!("{:.1}x time{}", ratio.0, memory.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(best: f64, bytes: u64, target: Target) -> Figure {
        Figure {
            memory: Some(bytes),
            ..Figure::new("engine", "1 resource", "ferrocdk", vec![best], target)
        }
    }

    #[test]
    fn a_limit_is_met_or_missed() {
        let target = Target::AtMost {
            seconds: 0.03,
            bytes: Some(40_000_000),
        };
        let figure = figure(0.02, 41_000_000, target);
        assert_eq!(verdict(&figure, &figure), "at most 30.0 ms: met, 40.0 MB: MISSED");
    }

    #[test]
    fn others_are_multiples_of_ours() {
        let ours = figure(0.01, 5_000_000, Target::None);
        let target = Target::Times {
            time: 50.0,
            memory: 10.0,
        };
        let theirs = figure(1.0, 45_000_000, target);
        assert_eq!(
            verdict(&theirs, &ours),
            "100.0x time (50x wanted: met), 9.0x memory (10x wanted: MISSED)"
        );
        assert_eq!(verdict(&ours, &ours), "");
    }
}
