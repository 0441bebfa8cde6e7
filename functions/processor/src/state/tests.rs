//! Changes by event time, whatever the order of arrival.

use ferrocdk_contracts::alert::Side;
use proptest::prelude::*;

use super::*;

const NAMED: Named<'static> = Named {
    plant: "p",
    environment: "e",
};

fn sensor() -> Sensor {
    Sensor {
        device: "d".to_owned(),
        sensor_type: "temperature".to_owned(),
        sensor_id: None,
    }
}

/// Above 80 is beyond, 78 to 80 is near.
fn seen(time: u64, value: u32) -> Observation {
    let standpoint = match value {
        81.. => Standpoint::Beyond(Limit {
            side: Side::Above,
            value: 80.0,
        }),
        79..=80 => Standpoint::Near,
        _ => Standpoint::Within,
    };
    Observation::new(
        Time::from_ms(time),
        String::new(),
        standpoint,
        Decimal::parse(&value.to_string()).unwrap(),
        None,
    )
}

fn changes(turns: &[Turn]) -> Vec<(Change, u64)> {
    turns
        .iter()
        .map(|turn| (turn.change, turn.by.moment.time.ms()))
        .collect()
}

/// The state with its item's version, as the table gives it back.
fn stored(state: &State) -> State {
    let layout = Layout::default();
    let Some((item, version)) = state.next_item(&layout, &sensor(), "p") else {
        return state.clone();
    };
    assert!(item.get("value").is_none() && item.text("deviceId").unwrap().contains('#'));
    let read = State::of_item(&item).unwrap();
    assert_eq!(read.version, version + 1);
    read
}

#[test]
fn one_change_each_way_and_none_while_it_lasts() {
    let readings = [
        seen(1, 20),
        seen(2, 90),
        seen(3, 95),
        seen(4, 80),
        seen(5, 78),
        seen(6, 20),
        seen(7, 81),
    ];
    let (state, turns) = State::default().fold(&sensor(), &NAMED, &readings);
    assert_eq!(
        changes(&turns),
        [(Change::Opened, 2), (Change::Closed, 5), (Change::Opened, 7)]
    );
    assert_eq!(turns[0].anomaly, turns[1].anomaly, "what closes is what opened");
    assert_ne!(turns[0].anomaly.anomaly, turns[2].anomaly.anomaly);
    let (again, turns) = stored(&state).fold(&sensor(), &NAMED, &readings);
    assert_eq!((again.open, turns), (state.open, vec![]), "delivered again");
}

#[test]
fn places_are_in_the_order_of_the_stream() {
    let places = [
        place("9", None),
        place("10", None),
        place("10", Some(2)),
        place("10", Some(11)),
        place("11", None),
    ];
    assert!(places.is_sorted());
}

#[test]
fn a_reading_from_before_the_last_change_changes_nothing() {
    let (state, _) = State::default().fold(&sensor(), &NAMED, &[seen(10, 90), seen(20, 20)]);
    for late in [seen(15, 90), seen(5, 90), seen(20, 20), seen(10, 90)] {
        assert!(state.is_past(&late), "{late:?}");
    }
    assert!(!state.is_past(&seen(20, 90)), "at the same time an anomaly comes after");
}

proptest! {
    /// In whatever pieces and order readings come, and come again, the state is that of all of them in order, where each
    /// piece is folded with what is stored behind its first disagreement.
    #[test]
    fn the_state_does_not_depend_on_the_order_of_arrival(
        values in proptest::collection::vec((0u64..40, 70u32..90), 1..40),
        pieces in proptest::collection::vec(0usize..40, 0..6),
    ) {
        let all: Vec<Observation> = values.iter().map(|(time, value)| seen(*time, *value)).collect();
        let mut sorted = all.clone();
        sorted.sort_by(|a, b| a.moment.cmp(&b.moment));
        let newest = sorted.iter().rev().find(|reading| reading.standpoint != Standpoint::Near);

        let mut table: Vec<Observation> = Vec::new();
        let mut state = State::default();
        let mut cuts: Vec<usize> = pieces.into_iter().map(|cut| cut.min(all.len())).chain([0, all.len()]).collect();
        cuts.sort_unstable();
        let mut sent = Vec::new();
        let pieces = cuts.windows(2).map(|cut| all[cut[0]..cut[1]].to_vec());
        for piece in pieces.chain([all.clone()]) {
            table.extend(piece.iter().cloned());
            let mut piece = piece;
            piece.sort_by(|a, b| a.moment.cmp(&b.moment));
            let first = piece.iter().find(|reading| !state.is_past(reading) && state.disagrees(reading));
            let Some(first) = first.cloned() else { continue };
            let mut known: Vec<Observation> = table.iter().filter(|stored| stored.moment >= first.moment).cloned().collect();
            known.sort_by(|a, b| a.moment.cmp(&b.moment));
            let (next, turns) = state.fold(&sensor(), &NAMED, &known);
            sent.extend(changes(&turns));
            state = stored(&next);
        }
        prop_assert_eq!(state.open.is_some(), newest.is_some_and(|reading| reading.moment.is_anomaly));
        // Opened and closed take turns, in order, and the last delivery of everything said nothing.
        for pair in sent.windows(2) {
            prop_assert_ne!(pair[0].0, pair[1].0);
            prop_assert!(pair[0].1 <= pair[1].1);
        }
    }
}
