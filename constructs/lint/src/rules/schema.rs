//! Rules about properties and the schemas of their types.

rules! {
    E1040: "`Fn::GetAtt` gives another kind of id, name or ARN than must stand there" {
        body: "schema/attributes.rs",
        why: "The attribute exists, but its value is the id or ARN of another kind of thing, and the service refuses it.",
        fix: "Take the attribute that the message names.",
    }
    E1041: "`Ref` gives another kind of id, name or ARN than must stand there" {
        body: "schema/attributes.rs",
        why: "`Ref` gives one identifier for each type: a name, an id or an ARN, and here another one is wanted.",
        fix: "Use `Fn::GetAtt` with the attribute that the message names.",
    }
    E2901: "an assumed value that does not fit where it leads" {
        body: "schema/functions.rs",
        why: "With the values that the file assumes, a property gets what its schema refuses.",
        fix: "Correct the value in the file, or what the template makes of it.",
    }
    E3002: "a property that the type does not have" {
        body: "schema/keywords/object.rs",
        why: "The type's schema lists all properties, and CloudFormation refuses every other one.",
        fix: "Take the name that the message suggests; attributes such as `DependsOn` stand beside `Properties`.",
    }
    E3003: "a required property is missing" {
        body: "schema/keywords/object.rs",
        why: "The service cannot make the resource without it.",
        fix: "Add the property.",
    }
    E3006: "a resource type that does not exist, or not in the region" {
        body: "schema/resource.rs",
        why: "CloudFormation does not know the type, or does not offer it in the region.",
        fix: "Correct the type; give the schemas of third-party and private types with `--schemas`.",
    }
    E3012: "a value of the wrong type" {
        body: "schema/keywords/scalar.rs",
        why: "CloudFormation converts between text, numbers and booleans where it can; a list, a map or a word for a number it cannot.",
        fix: "Write the kind of value that the message names.",
    }
    E3014: "exactly one of several properties is required" {
        body: "schema/keywords/object.rs",
        why: "The properties say the same thing in different ways, and the service needs it said once.",
        fix: "Keep one of them.",
    }
    E3017: "a value that fits none of several forms" {
        body: "schema/keywords/composition.rs",
        why: "The schema allows several forms, and none of them takes this value.",
        fix: "Choose one form, and give all of what it requires.",
    }
    E3018: "a value that does not fit exactly one of several forms" {
        body: "schema/keywords/composition.rs",
        why: "The schema allows several forms and wants one alone; here none fits, or more than one.",
        fix: "Give what one form requires, and nothing of the others.",
    }
    E3020: "a property that may not stand beside another one" {
        body: "schema/keywords/object.rs",
        why: "One of the two makes the other meaningless, and the service refuses both together.",
        fix: "Take one of them out.",
    }
    E3021: "a property without another one that it needs" {
        body: "schema/keywords/object.rs",
        why: "The property says something about the other one, and means nothing without it.",
        fix: "Add the property that the message names, or take this one out.",
    }
    E3030: "a value that is not one of the allowed ones" {
        body: "schema/keywords/scalar.rs",
        why: "The service knows a fixed set of values, with their exact spelling.",
        fix: "Take one of those that the message lists.",
    }
    E3031: "text that does not match the pattern" {
        body: "schema/keywords/text.rs",
        why: "The schema holds the text to a pattern, and the service refuses what does not match.",
        fix: "Write the text as the pattern in the message wants it.",
    }
    E3032: "a list with too few or too many items" {
        body: "schema/keywords/list.rs",
        why: "The service takes a limited number of items.",
        fix: "Add items or take some out.",
    }
    E3033: "text that is too short or too long" {
        body: "schema/keywords/text.rs",
        why: "The service takes a limited number of characters.",
        fix: "Write a text within the length that the message names.",
    }
    E3034: "a number outside its range" {
        body: "schema/keywords/number.rs",
        why: "The service takes numbers within bounds.",
        fix: "Choose a number between those that the message names.",
    }
    E3037: "a list in which an item repeats" {
        body: "schema/keywords/list.rs",
        why: "The list is a set for the service, which refuses a repeated item.",
        fix: "Take the repeated item out.",
    }
    E3040: "a property that only the service sets" {
        body: "schema/checks.rs",
        why: "The service chooses the value itself; a template that sets it is refused.",
        fix: "Take it out, and read it with `Fn::GetAtt`.",
    }
    E3058: "at least one of several properties is required" {
        body: "schema/keywords/object.rs",
        why: "Without any of them the resource would do nothing, and the service refuses it.",
        fix: "Add at least one of the properties that the message lists.",
    }
    E3065: "a list with too many different items" {
        body: "schema/keywords/list.rs",
        why: "The service limits how many different items a list has.",
        fix: "Take some out, or divide the resource.",
    }
    E3710: "a resource type of a service that was shut down" {
        body: "schema/resource.rs",
        why: "The service no longer exists, so nothing of it can be made.",
        fix: "Move to the service that the message names, or take the resource out.",
    }
    I3037: "a list in which a plain item repeats, where that is allowed" {
        body: "schema/keywords/list.rs",
        why: "The service takes the list, and a plain item that stands twice is mostly a slip.",
        fix: "Take the repeated item out.",
    }
    W1030: "a value that `Ref` can give and that does not fit" {
        body: "schema/functions.rs",
        why: "Some value that the parameter allows, or its default, is one that the property refuses.",
        fix: "Allow only values that fit, or correct the default.",
    }
    W1031: "a value that `Fn::Sub` can give and that does not fit" {
        body: "schema/functions.rs",
        why: "With some value that its parameters allow, the text is one that the property refuses.",
        fix: "Allow only values that fit, or build the text differently.",
    }
    W1032: "a value that `Fn::Join` can give and that does not fit" {
        body: "schema/functions.rs",
        why: "With what is known of the parts, the text is one that the property refuses.",
        fix: "Correct the parts or the delimiter.",
    }
    W1033: "a value that `Fn::Split` can give and that does not fit" {
        body: "schema/functions.rs",
        why: "With what is known of the text, an item is one that the property refuses.",
        fix: "Correct the text or the delimiter.",
    }
    W1035: "a value that `Fn::Select` can give and that does not fit" {
        body: "schema/functions.rs",
        why: "The item that is taken is one that the property refuses.",
        fix: "Take another index, or correct the list.",
    }
    W3002: "a path on this machine, which `aws cloudformation package` replaces" {
        body: "schema/checks.rs",
        why: "CloudFormation reads no files of this machine; `aws cloudformation package` and `sam` upload them and put the place there.",
        fix: "Run one of them before the deployment, or write the bucket and key.",
    }
    W3696: "a resource type of a service that will be shut down" {
        body: "schema/resource.rs",
        why: "AWS has named a day after which nothing of it works.",
        fix: "Plan the move to the service that the message names.",
    }
    W3697: "a resource type of a service that is only maintained" {
        body: "schema/resource.rs",
        why: "AWS adds nothing to it and may take no new customers.",
        fix: "Choose a service that is developed further, for what is new.",
    }
}
