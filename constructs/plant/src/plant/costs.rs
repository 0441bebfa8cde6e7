//! Usage of the parts of a plant in a month of its load, noted for the report of costs.

use super::Plant;
use crate::cost::{self, Costs, Traffic};

impl Plant {
    /// Notes it at each part.
    pub(super) fn note_costs(&self) {
        let traffic = self.traffic();
        let parts: [Option<&dyn Costs>; 5] = [
            Some(&self.ingest),
            Some(&self.processor),
            Some(&self.store),
            self.parts.http.as_ref().map(|http| -> &dyn Costs { http }),
            self.taps.raw.as_ref().map(|raw| -> &dyn Costs { raw }),
        ];
        for part in parts.into_iter().flatten() {
            cost::note(part, &traffic);
        }
        cost::note_resources(self);
        cost::note_load(self, &traffic);
    }

    /// The traffic that its file says.
    fn traffic(&self) -> Traffic {
        let file = &self.file;
        let mut traffic = Traffic::new(file.load());
        traffic.payload = file.load.payload.0;
        traffic.retention = file.ingest.retention.quantity();
        traffic.hot = file.hot.keep.0;
        traffic.memory = file.processor.memory;
        traffic.parallel = file.processor.parallel.quantity();
        traffic.batch = file.processor.batch.quantity();
        if let Some(cold) = &file.cold {
            traffic.tiers = cold.tiers();
        }
        traffic
    }
}
