//! The ids of diagnostics: declared once, with what they mean, and listed for the page that explains them.

/// An id with what it means.
///
/// ```
/// use ferrocdk_core::{DiagnosticId, diagnostic_ids};
/// let is_it = |known: &&DiagnosticId| known.id == diagnostic_ids::NO_STACK;
/// let known = diagnostic_ids::ALL.iter().find(is_it).unwrap();
/// assert_eq!(known.meaning, "A construct that needs a stack stands outside of any.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiagnosticId {
    /// Stable; part of the public contract.
    pub id: &'static str,
    /// Mistake, in a sentence.
    pub meaning: &'static str,
}

/// Declares constants of diagnostic ids, and `ALL`, the list of them.
///
/// ```
/// mod ids {
///     ferrocdk_core::diagnostic_ids! {
///         /// The bell has no tone.
///         NO_TONE = "X0001";
///     }
/// }
/// assert_eq!(ids::ALL[0].id, ids::NO_TONE);
/// assert_eq!(ids::ALL[0].meaning, "The bell has no tone.");
/// ```
#[macro_export]
macro_rules! diagnostic_ids {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal;)*) => {
        $($(#[doc = $doc])+ pub const $name: &str = $id;)*

        /// All ids of this module, in their order.
        pub const ALL: &[$crate::DiagnosticId] = &[
            $($crate::DiagnosticId { id: $id, meaning: ::core::concat!($($doc),+).trim_ascii_start() },)*
        ];
    };
}

diagnostic_ids! {
    /// Two children of one scope have the same id.
    DUPLICATE_ID = "F0001";
    /// An id is empty.
    EMPTY_ID = "F0002";
    /// A construct that needs a stack stands outside of any.
    NO_STACK = "F0003";
    /// No logical id can be made of a path.
    NO_LOGICAL_ID = "F0004";
    /// Two elements of a stack have the same logical id.
    LOGICAL_ID_CLASH = "F0005";
    /// A stack's name is not one that CloudFormation takes.
    STACK_NAME = "F0006";
    /// A value refers to a construct of another app.
    FOREIGN_REFERENCE = "F0007";
    /// A logical id of another stack is used where only one of the own stack means something.
    CROSS_STACK_NAME = "F0008";
    /// A value refers to a construct that is not an element of a template.
    NOT_REFERABLE = "F0009";
    /// Aspects keep adding constructs or aspects.
    ASPECTS_UNSTABLE = "F0010";
    /// An aspect was added after one of a later priority had run.
    ASPECT_TOO_LATE = "F0011";
    /// A message that a construct left, an info or a warning.
    ANNOTATION = "F0012";
    /// An error that a construct left.
    ANNOTATION_ERROR = "F0013";
    /// A value or dependency reaches into another stage.
    CROSS_STAGE_REFERENCE = "F0014";
    /// A value comes from another account or region, where it cannot be read.
    CROSS_ENVIRONMENT_REFERENCE = "F0015";
    /// Stacks depend on each other.
    STACK_CYCLE = "F0016";
    /// A value refers to a construct that was taken out of the tree.
    REMOVED_REFERENCE = "F0017";
    /// A logical id has characters that CloudFormation does not take.
    LOGICAL_ID_FORM = "F0018";
    /// A renamed logical id belongs to no element.
    UNUSED_RENAME = "F0019";
    /// An asset in a stack that has no assets bucket.
    NO_ASSETS = "F0020";
    /// A stage's id is not one that file and stack names can hold.
    STAGE_NAME = "F0021";
    /// A stage stands within a stack.
    STAGE_IN_STACK = "F0022";
    /// A template cannot be taken in.
    INCLUDE = "F0023";
    /// An asset cannot be read.
    ASSET = "F0024";
    /// A tag of a stack whose value is known at deployment only.
    STACK_TAG = "F0025";
    /// A qualifier of a bootstrap stack that names cannot hold.
    QUALIFIER = "F0026";
    /// A value that gives an export no name.
    NOT_EXPORTABLE = "F0027";
    /// Limits of a parameter that no value can keep.
    PARAMETER_LIMITS = "F0028";
    /// A removal policy that a type of resource does not have.
    REMOVAL_POLICY = "F0029";
    /// Context is set after constructs were made that may have read it.
    CONTEXT_TOO_LATE = "F0030";
    /// Something is looked up in an account or region that the stack does not say.
    CONTEXT_ENVIRONMENT = "F0031";
    /// A look-up in the account failed.
    CONTEXT_LOOKUP = "F0032";
    /// A context value has another form than its key asks for.
    CONTEXT_VALUE = "F0033";
    /// Constructs are nested too deeply.
    TOO_DEEP = "F0034";
    /// An item is selected that a list does not have.
    SELECT_RANGE = "F0035";
    /// An account that is not twelve digits.
    ACCOUNT = "F0036";
    /// A region whose name is not one.
    REGION = "F0037";
    /// A setting names a rule that does not exist.
    UNKNOWN_RULE = "F0038";
    /// A rule is acknowledged without a reason.
    ACKNOWLEDGED_RULE = "F0039";
    /// The program that makes the app failed.
    PROGRAM = "F0040";
    /// A required property is missing.
    MISSING_PROPERTY = "F1001";
    /// A number is infinite or not a number.
    NOT_FINITE = "F1002";
    /// A stack is over one of CloudFormation's limits.
    LIMIT = "F2001";
    /// A stack is near one of CloudFormation's limits.
    NEAR_LIMIT = "F2002";
}
