//! States that do the same for each item.

use ferrocdk_core::{Document, IntoDocument, doc};

use super::{Spoken, StateData, states};
use crate::stepfunctions::chain::Chain;

/// Runs a chain for each item of a list in the input; its result is the list of outputs.
///
/// At most 40 run at a time; for more, or for lists that do not fit into 256 KB, there is [`DistributedMap`].
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Map, Pass};
///
/// let each = Map::new("Each line", Pass::new("Inspect")).items_path("$.lines").max_concurrency(5);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Map {
    state: StateData,
    beside: Vec<Chain>,
}

/// Runs a chain for each item of a list or of an object in S3, each as an execution of its own, ten thousand at a time.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{DistributedMap, Pass};
/// use ferrocdk_core::doc;
///
/// let reader = doc!({ "Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": { "Bucket": "archive" } });
/// let each = DistributedMap::new("Each object", Pass::new("Inspect")).item_reader(reader).max_concurrency(1_000);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct DistributedMap {
    state: StateData,
    beside: Vec<Chain>,
}

states! {
    Map { paths, result, selector, errors }
    DistributedMap { paths, result, selector, errors }
}

macro_rules! maps {
    ($($name:ident: $processor:expr;)*) => {$(
        impl $name {
            /// A state by its name, which no other of the machine has, and what it does for each item.
            #[track_caller]
            pub fn new(name: &str, processor: impl Into<Chain>) -> Self {
                let mut state = StateData::new("Map", name);
                state.inner.push(processor.into());
                state.processor = Some($processor);
                Self { state, beside: Vec::new() }
            }

            /// Says where in the input the list is. JSONPath. Default: the input is the list.
            pub fn items_path(mut self, path: &str) -> Self {
                self.state.set("ItemsPath", Spoken::JsonPath, path);
                self
            }

            /// The list itself, or an expression that gives it. JSONata.
            pub fn items(mut self, items: impl IntoDocument) -> Self {
                self.state.set("Items", Spoken::JsonataOnly, items);
                self
            }

            /// Makes the input of each run; `$$.Map.Item.Value` is the item.
            pub fn item_selector(mut self, selector: impl IntoDocument) -> Self {
                self.state.set("ItemSelector", Spoken::Both, selector);
                self
            }

            /// Runs so many at a time at most. Default: as many as there can be.
            pub fn max_concurrency(mut self, executions: u32) -> Self {
                self.state.set("MaxConcurrency", Spoken::Both, executions);
                self
            }

            fn into_chain(self) -> Chain {
                Chain::of(self.state, self.beside)
            }
        }
    )*};
}

maps! {
    Map: doc!({ "Mode": "INLINE" });
    DistributedMap: doc!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
}

impl DistributedMap {
    /// Reads the items from S3, as `ItemReader` of the Amazon States Language says. The role of the machine needs permissions for that.
    pub fn item_reader(mut self, reader: Document) -> Self {
        self.state.set("ItemReader", Spoken::Both, reader);
        self
    }

    /// Writes the results to S3, as `ResultWriter` of the Amazon States Language says. The role of the machine needs permissions for that.
    pub fn result_writer(mut self, writer: Document) -> Self {
        self.state.set("ResultWriter", Spoken::Both, writer);
        self
    }

    /// Gives each run several items, as `ItemBatcher` of the Amazon States Language says.
    pub fn item_batcher(mut self, batcher: Document) -> Self {
        self.state.set("ItemBatcher", Spoken::Both, batcher);
        self
    }

    /// Goes on although so many runs in a hundred have failed. Default: none may.
    pub fn tolerated_failure_percentage(mut self, percent: u8) -> Self {
        self.state
            .set("ToleratedFailurePercentage", Spoken::Both, u32::from(percent.min(100)));
        self
    }

    /// Runs each as an express execution: cheaper, at most five minutes long, and possibly more than once.
    pub fn express(mut self) -> Self {
        self.state.processor = Some(doc!({ "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" }));
        self
    }

    /// Whether a chain has one anywhere, which the machine's role needs permissions for.
    pub(in crate::stepfunctions) fn is_in(chain: &Chain) -> bool {
        chain.states.iter().any(|state| {
            let distributed = state.processor.as_ref().is_some_and(|processor| {
                let one = doc!({ "Mode": "INLINE" });
                *processor != one
            });
            distributed || state.inner.iter().any(Self::is_in)
        })
    }
}
