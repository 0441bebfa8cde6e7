//! An app of another team: a plant with its own processor, a construct of its own beside it, and a rule of its own over both.

mod night_watch;
mod owner_rule;

use std::path::Path;
use std::process::ExitCode;

use ferrocdk::plant::{Plant, PlantFile, PlantProps, Suffix};
use ferrocdk::prelude::*;
use ferrocdk::{Checks, Tags};

use night_watch::{NightWatch, NightWatchProps};
use owner_rule::Owner;

fn main() -> ExitCode {
    ferrocdk::run(make)
}

fn make(app: &App) -> Result<(), Box<dyn std::error::Error>> {
    Checks::of(app).add(Owner);
    let file = PlantFile::read(Path::new("."), "plants", "boiler-house")?;
    let props = PlantProps::new(file, Suffix::new("prod")?);
    let stack = Stack::new(app, "boiler-house-prod", props.stack());
    if app.scope().context("ownerless").is_none() {
        Tags::of(&stack).add("Owner", "heat");
    }
    let plant = Plant::new(&stack, "Default", props);
    NightWatch::new(
        &stack,
        "NightWatch",
        NightWatchProps::new(plant.alarms().operations_topic()).hour(22_u8),
    );
    Ok(())
}
