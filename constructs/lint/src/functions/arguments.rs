//! The forms of arguments.

use ferrocdk_template::{Node, Value};

use super::table::{self, Argument, Function, Literal, Slot};
use super::{Ground, Walk};
use crate::compare::scalar_text;
use crate::kinds::Kinds;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules::{self, Rule};
use crate::template::LANGUAGE_EXTENSIONS;
use crate::words::kind;

impl<'c> Walk<'_, 'c> {
    /// Checks a function's argument, and what stands in it.
    pub(super) fn function(
        &mut self,
        function: &'static Function,
        node: &'c Node,
        argument: &'c Node,
        place: &Place<'_>,
    ) {
        let key = node.as_map().and_then(|map| map.iter().next());
        let inside = key.map_or(*place, |entry| place.key(entry));
        if self.ground == Ground::Export && table::NOT_IN_EXPORTS.contains(&function.name) {
            self.findings
                .add(
                    &rules::E6102,
                    place,
                    format!("`{}` cannot make the name of an export", function.name),
                )
                .help("make it of parameters and pseudo parameters");
            return;
        }
        if matches!(function.name, "Fn::Length" | "Fn::ToJsonString") && !self.extended() {
            self.findings
                .add(
                    function.rule,
                    place,
                    format!("`{}` needs the transform `{LANGUAGE_EXTENSIONS}`", function.name),
                )
                .help(format!("add `Transform: {LANGUAGE_EXTENSIONS}` to the template"));
            return;
        }
        if function.name == "Fn::ForEach"
            && let Some(entry) = key
        {
            self.loop_name(entry, place);
        }
        match &function.argument {
            Argument::One(slot) => self.slot(function.rule, slot, argument, &inside),
            Argument::Places(slots, least) => self.places(function, slots, *least, argument, &inside),
            Argument::Each(slot, least, most) => self.each(function, slot, (*least, *most), argument, &inside),
            Argument::Keys(slots, needed) => self.keys(function, slots, needed, argument, &inside),
            Argument::Own => self.own(function, argument, place, &inside),
        }
        match function.name {
            "Fn::FindInMap" => self.find_in_map(argument, &inside),
            "Fn::Select" => self.select(argument, &inside),
            "Fn::ToJsonString" => self.conditions_in_json(argument, &inside),
            "Fn::RefAll" | "Fn::ValueOf" | "Fn::ValueOfAll" => self.of_parameters(function, argument, &inside),
            _ => {}
        }
    }

    /// The transform takes a key `Condition` for the function, wherever it stands in what becomes JSON.
    fn conditions_in_json(&mut self, node: &'c Node, place: &Place<'_>) {
        match &node.value {
            Value::Map(map) => {
                for entry in map {
                    if entry.key == "Condition" {
                        self.findings
                            .add(
                                &rules::E1031,
                                &place.name(entry),
                                "a key `Condition` may not stand in `Fn::ToJsonString`, which takes it for the function",
                            )
                            .help("write the JSON as text, with `Fn::Sub` for what is variable in it");
                    } else {
                        self.conditions_in_json(&entry.value, &place.key(entry));
                    }
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.conditions_in_json(item, &place.item(index, item));
                }
            }
            _ => {}
        }
    }

    /// The parameters that functions of rules look at: one by its name, or all of a type.
    fn of_parameters(&mut self, function: &Function, argument: &'c Node, place: &Place<'_>) {
        let (named, at) = match argument.as_list() {
            Some([first, ..]) => (first, place.item(0, first)),
            Some([]) => return,
            None => (argument, *place),
        };
        let Some(name) = named.as_str() else { return };
        let parameters = &self.context.template.parameters;
        if function.name != "Fn::ValueOf" {
            let list = format!("List<{name}>");
            let of_type = |ty: &str| {
                ty == name || ty == list || ty.strip_suffix('>').is_some_and(|ty| ty.ends_with(&format!("<{name}")))
            };
            self.uses.names.extend(
                parameters
                    .iter()
                    .filter(|(_, parameter)| parameter.ty.is_some_and(of_type))
                    .map(|(name, _)| *name),
            );
            return;
        }
        self.uses.names.insert(name);
        if !parameters.contains_key(name) && !self.context.template.may_grow("Parameters") {
            let note = self
                .findings
                .add(function.rule, &at, format!("the template has no parameter `{name}`"));
            if let Some(help) = suggestion(name, parameters.keys().copied()) {
                note.help(help);
            }
        }
    }

    fn extended(&self) -> bool {
        self.context.template.transforms.has(LANGUAGE_EXTENSIONS)
    }

    fn places(
        &mut self,
        function: &Function,
        slots: &[&'static Slot],
        least: usize,
        argument: &'c Node,
        place: &Place<'_>,
    ) {
        let Some(items) = self.items(function, (least, slots.len()), argument, place) else {
            return;
        };
        for (index, (item, slot)) in items.iter().zip(slots).enumerate() {
            self.slot(function.rule, slot, item, &place.item(index, item));
        }
    }

    fn each(
        &mut self,
        function: &Function,
        slot: &'static Slot,
        bounds: (usize, usize),
        argument: &'c Node,
        place: &Place<'_>,
    ) {
        let Some(items) = self.items(function, bounds, argument, place) else {
            return;
        };
        for (index, item) in items.iter().enumerate() {
            self.slot(function.rule, slot, item, &place.item(index, item));
        }
    }

    /// The argument's items, when it is a list of the right length.
    pub(super) fn items(
        &mut self,
        function: &Function,
        bounds: (usize, usize),
        argument: &'c Node,
        place: &Place<'_>,
    ) -> Option<&'c [Node]> {
        let (least, most) = bounds;
        let Some(items) = argument.as_list() else {
            // A macro can make the list.
            if argument.function().is_none_or(|(name, _)| name != "Fn::Transform") {
                self.findings.add(
                    function.rule,
                    place,
                    format!("`{}` takes a list; this is {}", function.name, kind(argument)),
                );
            }
            self.value(argument, place);
            return None;
        };
        if items.len() < least || items.len() > most {
            let wanted = if least == most {
                least.to_string()
            } else {
                format!("{least} to {most}")
            };
            self.findings.add(
                function.rule,
                place,
                format!("`{}` takes a list of {wanted}; this has {}", function.name, items.len()),
            );
            for (index, item) in items.iter().enumerate() {
                self.value(item, &place.item(index, item));
            }
            return None;
        }
        Some(items)
    }

    fn keys(
        &mut self,
        function: &Function,
        slots: &[(&'static str, &'static Slot)],
        needed: &[&str],
        argument: &'c Node,
        place: &Place<'_>,
    ) {
        if function.name == "Fn::Transform"
            && let Some(items) = argument.as_list()
        {
            // Several macros, one after the other.
            for (index, item) in items.iter().enumerate() {
                self.keys(function, slots, needed, item, &place.item(index, item));
            }
            return;
        }
        let Some(map) = argument.as_map() else {
            self.findings.add(
                function.rule,
                place,
                format!("`{}` takes a map; this is {}", function.name, kind(argument)),
            );
            return;
        };
        for name in needed.iter().filter(|name| map.get(name).is_none()) {
            self.findings
                .add(function.rule, place, format!("`{}` needs `{name}`", function.name));
        }
        for entry in map {
            match slots.iter().find(|(name, _)| *name == entry.key) {
                Some((_, slot)) => self.slot(function.rule, slot, &entry.value, &place.key(entry)),
                None => {
                    let known: Vec<&str> = slots.iter().map(|(name, _)| *name).collect();
                    self.findings
                        .add(
                            function.rule,
                            &place.name(entry),
                            format!("`{}` has no `{}`", function.name, entry.key),
                        )
                        .help(format!("it has {}", known.join(", ")));
                }
            }
        }
    }

    /// Checks that a value fits its place in an argument, and what stands in it.
    pub(super) fn slot(&mut self, rule: &'static Rule, slot: &'static Slot, node: &'c Node, place: &Place<'_>) {
        let function = node.function().filter(|(name, _)| {
            table::function(name).is_some() && (name.starts_with("Fn::") || self.ground.allows(name))
        });
        if let Some((name, _)) = function {
            if !self.may_stand(slot, name) {
                let mut allowed: Vec<&str> = slot
                    .functions
                    .iter()
                    .copied()
                    .filter(|name| self.ground.allows(name))
                    .collect();
                allowed.extend(slot.extended.iter().filter(|_| self.extended()));
                let help = if allowed.is_empty() {
                    "no function may".to_owned()
                } else {
                    format!("these may: {}", allowed.join(", "))
                };
                self.findings
                    .add(rule, place, format!("`{name}` may not stand here"))
                    .help(help);
                self.value(node, place);
                return;
            }
            let kinds = self.kinds(node);
            if !kinds.meets(slot.kinds) && slot.kinds != Kinds::CONDITION {
                self.findings.add(
                    rule,
                    place,
                    format!(
                        "{} is wanted here, and `{name}` gives {}",
                        slot.kinds.words(),
                        kinds.words()
                    ),
                );
            }
            self.value(node, place);
            return;
        }
        let kinds = self.kinds(node);
        if !kinds.meets(slot.kinds) {
            let wanted = slot.kinds.words();
            self.findings
                .add(rule, place, format!("{wanted} is wanted here; this is {}", kind(node)));
            return;
        }
        if let Some(wanted) = wrong_literal(slot.literal, node) {
            self.findings
                .add(rule, place, format!("{wanted} is wanted here; this is {}", kind(node)));
        }
        match (&node.value, slot.items) {
            (Value::List(items), Some(slot)) => {
                for (index, item) in items.iter().enumerate() {
                    self.slot(rule, slot, item, &place.item(index, item));
                }
            }
            _ => self.value(node, place),
        }
    }

    fn may_stand(&self, slot: &Slot, name: &str) -> bool {
        let known = slot.functions.contains(&name) || (self.extended() && slot.extended.contains(&name));
        match self.ground {
            Ground::Rules => {
                let is_of_rules = table::RULE_CONDITIONS.contains(&name) && !slot.functions.is_empty();
                (known && self.ground.allows(name)) || is_of_rules
            }
            ground => known && ground.allows(name),
        }
    }

    /// An index that a literal list does not have.
    fn select(&mut self, argument: &'c Node, place: &Place<'_>) {
        let Some([index, list]) = argument.as_list() else {
            return;
        };
        let (Some(number), Some(items)) = (
            scalar_text(index).and_then(|text| text.parse::<usize>().ok()),
            list.as_list(),
        ) else {
            return;
        };
        if number >= items.len() {
            self.findings
                .add(
                    &rules::E1017,
                    &place.item(0, index),
                    format!("the list has {} items, so {number} selects none", items.len()),
                )
                .help("the first one is 0");
        }
    }
}

/// Value that is wanted instead of a literal, when it is not what it must be.
fn wrong_literal(literal: Literal, node: &Node) -> Option<String> {
    let text = scalar_text(node)?;
    match literal {
        Literal::Free => None,
        Literal::Whole(least, most) => match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => None,
            _ if most == i64::MAX => Some(format!("a whole number from {least}")),
            _ => Some(format!("a whole number from {least} to {most}")),
        },
        Literal::Cidr => (!is_block(&text)).then(|| "an IPv4 block such as `10.0.0.0/16`".to_owned()),
        Literal::Region => {
            (!text.is_empty() && !is_region(&text)).then(|| "a region, or nothing for the stack's own,".to_owned())
        }
    }
}

fn is_block(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    address.parse::<std::net::Ipv4Addr>().is_ok() && bits.parse::<u8>().is_ok_and(|bits| bits <= 32)
}

/// Whether a text has a region's form, such as `eu-central-1` or `us-gov-west-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    !middle.is_empty()
        && (first.len() == 2 || *first == "eusc")
        && parts
            .iter()
            .rev()
            .skip(1)
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase()))
        && number.len() == 1
        && number.chars().all(|c| c.is_ascii_digit())
}
