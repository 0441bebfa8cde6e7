//! `Capture`: takes values out of what matched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value as Json};

use crate::matcher::Match;

/// Takes the value at its place in a pattern, from everything that the whole pattern matches.
///
/// A clone shares what is captured; a reference converts into a [`Match`], so the capture can be read afterwards.
///
/// ```
/// use ferrocdk_assertions::{Capture, Match, Template, pattern};
/// use serde_json::json;
///
/// let template = Template::from_json(json!({ "Resources": {
///     "A": { "Type": "Foo::Bar", "Properties": { "Fred": ["Flob", "Cat"] } },
///     "B": { "Type": "Foo::Bar", "Properties": { "Fred": ["Qix", "Qux"] } },
/// }}));
/// let all = Capture::new();
/// template.has_resource_properties("Foo::Bar", pattern!({ "Fred": &all }));
/// assert_eq!(all.values(), [json!(["Flob", "Cat"]), json!(["Qix", "Qux"])]);
///
/// let cats = Capture::matching(Match::array_with(["Cat"]));
/// template.has_resource_properties("Foo::Bar", pattern!({ "Fred": &cats }));
/// assert_eq!(cats.as_array(), [json!("Flob"), json!("Cat")]);
/// assert!(!cats.next());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Capture {
    pattern: Option<Arc<Match>>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    values: Vec<Json>,
    current: usize,
}

impl Capture {
    /// Takes any value but `null`.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, pattern};
    /// let name = Capture::new();
    /// pattern!({ "Name": &name }).test(Some(&serde_json::json!({ "Name": "readings" }))).unwrap();
    /// assert_eq!(name.as_string(), "readings");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes values that match a pattern; others fail the pattern around it. Captures within that pattern take values too (CDK drops them).
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match, pattern};
    /// let arn = Capture::matching(Match::string_like_regexp("^arn:"));
    /// assert!(pattern!({ "Key": &arn }).test(Some(&serde_json::json!({ "Key": "alias/plant" }))).is_err());
    /// assert!(arn.values().is_empty());
    /// ```
    pub fn matching(pattern: impl Into<Match>) -> Self {
        Self {
            pattern: Some(Arc::new(pattern.into())),
            state: Arc::default(),
        }
    }

    pub(crate) fn pattern(&self) -> Option<&Match> {
        self.pattern.as_deref()
    }

    pub(crate) fn push(&self, value: Json) {
        self.state().values.push(value);
    }

    /// A panic of another assertion between two captures leaves the values whole, so poison means nothing here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes to the next captured value; `false` when there is none, and the current one stays.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, pattern};
    /// let item = Capture::new();
    /// pattern!([&item, &item]).test(Some(&serde_json::json!([1, 2]))).unwrap();
    /// assert_eq!(item.as_integer(), 1);
    /// assert!(item.next());
    /// assert_eq!(item.as_integer(), 2);
    /// assert!(!item.next());
    /// ```
    pub fn next(&self) -> bool {
        let mut state = self.state();
        let more = state.current + 1 < state.values.len();
        state.current += usize::from(more);
        more
    }

    /// All captured values, in the order of the template; empty when nothing matched.
    ///
    /// ```
    /// assert!(ferrocdk_assertions::Capture::new().values().is_empty());
    /// ```
    pub fn values(&self) -> Vec<Json> {
        self.state().values.clone()
    }

    /// The current value, whatever it is.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!(true))).unwrap();
    /// assert_eq!(any.value(), true);
    /// ```
    ///
    /// # Panics
    /// When nothing was captured.
    #[track_caller]
    pub fn value(&self) -> Json {
        let state = self.state();
        let value = state.values.get(state.current).cloned();
        // Let go first: a panic under the lock would poison it for the other clones.
        drop(state);
        match value {
            Some(value) => value,
            None => panic!(
                "nothing was captured\nhelp: use the capture in a pattern that matches; inside not() nothing is captured"
            ),
        }
    }

    #[track_caller]
    fn read<T>(&self, what: &str, read: impl FnOnce(&Json) -> Option<T>) -> T {
        let value = self.value();
        match read(&value) {
            Some(read) => read,
            None => panic!("the captured value is not {what}: {value:#}"),
        }
    }

    /// The current value as a string.
    ///
    /// # Panics
    /// When nothing or something else was captured; so do all below.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!("a"))).unwrap();
    /// assert_eq!(any.as_string(), "a");
    /// ```
    #[track_caller]
    pub fn as_string(&self) -> String {
        self.read("a string", |value| value.as_str().map(str::to_owned))
    }

    /// The current value as a number.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!(0.5))).unwrap();
    /// assert_eq!(any.as_number(), 0.5);
    /// ```
    #[track_caller]
    pub fn as_number(&self) -> f64 {
        self.read("a number", Json::as_f64)
    }

    /// The current value as an integer.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!(168))).unwrap();
    /// assert_eq!(any.as_integer(), 168);
    /// ```
    #[track_caller]
    pub fn as_integer(&self) -> i64 {
        self.read("an integer", Json::as_i64)
    }

    /// The current value as a boolean.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!(true))).unwrap();
    /// assert!(any.as_boolean());
    /// ```
    #[track_caller]
    pub fn as_boolean(&self) -> bool {
        self.read("a boolean", Json::as_bool)
    }

    /// The current value as a list.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!([1]))).unwrap();
    /// assert_eq!(any.as_array(), [1]);
    /// ```
    #[track_caller]
    pub fn as_array(&self) -> Vec<Json> {
        self.read("a list", |value| value.as_array().cloned())
    }

    /// The current value as an object.
    ///
    /// ```
    /// use ferrocdk_assertions::{Capture, Match};
    /// let any = Capture::new();
    /// Match::from(&any).test(Some(&serde_json::json!({ "Ref": "Stream" }))).unwrap();
    /// assert_eq!(any.as_object()["Ref"], "Stream");
    /// ```
    #[track_caller]
    pub fn as_object(&self) -> Map<String, Json> {
        self.read("an object", |value| value.as_object().cloned())
    }
}
