//! The names in functions: what `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::If` and `Fn::FindInMap` speak of must exist.

use ferrocdk_template::{Entry, Node, Position};

use super::table::{self, Function};
use super::{Ground, Reference, Walk};
use crate::attributes::attribute;
use crate::context::Context;
use crate::kinds::{Attribute, Kinds};
use crate::nearest::suggestion;
use crate::place::Place;
use crate::resolve::{Piece, pieces};
use crate::rules::{self, Rule};
use crate::serverless::is_serverless;
use crate::template::{LANGUAGE_EXTENSIONS, SERVERLESS};
use crate::words::kind;

/// The names that every template has.
pub(crate) const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Value that `Ref` gives for a name.
pub(crate) fn given_by(context: &Context<'_>, name: Option<&str>) -> Kinds {
    let Some(name) = name else { return Kinds::ANY };
    let template = context.template;
    match template.parameters.get(name) {
        Some(parameter) if parameter.is_list() => Kinds::LIST,
        Some(_) => Kinds::SCALAR,
        None if name == "AWS::NotificationARNs" => Kinds::LIST,
        None if PSEUDO.contains(&name) && name != "AWS::NoValue" => Kinds::SCALAR,
        None if template.resources.contains_key(name) => Kinds::SCALAR,
        None => Kinds::ANY,
    }
}

/// Value that `Fn::GetAtt` gives, when resource and attribute stand there as text.
pub(super) fn attribute_kinds(context: &Context<'_>, argument: &Node) -> Kinds {
    let Some((resource, name)) = target(argument) else {
        return Kinds::ANY;
    };
    match attribute(context, resource, name) {
        Attribute::Known(kinds) => kinds,
        Attribute::Open | Attribute::Unknown(_) => Kinds::ANY,
    }
}

/// The resource and the attribute of `Fn::GetAtt`.
fn target(argument: &Node) -> Option<(&str, &str)> {
    match argument.as_list() {
        Some([resource, attribute]) => Some((resource.as_str()?, attribute.as_str()?)),
        Some(_) => None,
        None => argument.as_str()?.split_once('.'),
    }
}

impl<'c> Walk<'_, 'c> {
    /// Functions whose argument has a form of its own.
    pub(super) fn own(
        &mut self,
        function: &'static Function,
        argument: &'c Node,
        place: &Place<'_>,
        inside: &Place<'_>,
    ) {
        match function.name {
            "Ref" => self.reference(argument, inside),
            "Fn::GetAtt" => self.attribute(function, argument, inside),
            "Fn::Sub" => self.substitute(function, argument, inside),
            "Fn::If" => self.branches(function, argument, inside),
            "Condition" if argument.as_str().is_none() => self.condition(function.rule, argument, inside),
            "Condition" => self.condition(&rules::E8002, argument, inside),
            _ => self.for_each(argument, place, inside),
        }
    }

    fn reference(&mut self, argument: &'c Node, place: &Place<'_>) {
        match argument.as_str() {
            Some(name) => self.name(&rules::E1020, "Ref", name, place),
            None => self.slot(&rules::E1020, &table::NAME, argument, place),
        }
    }

    /// A name that stands for a parameter, a pseudo parameter or a resource.
    fn name(&mut self, rule: &'static Rule, by: &'static str, name: &'c str, place: &Place<'_>) {
        self.uses.names.insert(name);
        let template = self.context.template;
        if let Some(parameter) = template.parameters.get(name) {
            if self.public && parameter.is_secret() {
                self.findings.add(
                    &rules::W2010,
                    place,
                    format!(
                        "`{name}` has `NoEcho`, and what stands here can be read by anybody who may describe the stack"
                    ),
                );
            }
            return;
        }
        if PSEUDO.contains(&name) {
            return;
        }
        if template.resources.contains_key(name) {
            if !self.ground.has_resources() {
                let where_ = match self.ground {
                    Ground::Export => "the name of an export",
                    Ground::Removal => "this policy",
                    _ => "this section",
                };
                self.findings
                    .add(
                        rule,
                        place,
                        format!("{where_} is settled before any resource is made, so it cannot speak of `{name}`"),
                    )
                    .help("parameters and pseudo parameters may be named");
                return;
            }
            self.needs(name, by, place);
            return;
        }
        if self.may_exist(name) || template.may_grow("Parameters") {
            return;
        }
        let known = template
            .parameters
            .keys()
            .chain(template.resources.keys())
            .copied()
            .chain(PSEUDO);
        let note = self.findings.add(
            rule,
            place,
            format!("the template has no parameter or resource `{name}`"),
        );
        if let Some(help) = suggestion(name, known) {
            note.help(help);
        }
    }

    /// Notes that this resource needs another one, which has to be there whenever this one is.
    fn needs(&mut self, to: &'c str, by: &'static str, place: &Place<'_>) {
        if let Some(from) = self.resource {
            let at: Position = place.at();
            self.uses.references.push(Reference { from, to, by, at });
        }
        let conditions = &self.context.template.conditions;
        let Some(condition) = self
            .context
            .template
            .resources
            .get(to)
            .and_then(|resource| resource.condition)
        else {
            return;
        };
        if !self.open
            && conditions.possible(place.assumptions().chain([(condition, false)]))
            && conditions.entries().contains_key(condition)
        {
            self.findings
                .add(
                    &rules::W1001,
                    place,
                    format!("`{to}` is missing when the condition `{condition}` is false, and then this fails"),
                )
                .help(format!(
                    "use `Fn::If` with `{condition}`, or give this the same condition"
                ));
        }
    }

    /// Whether a resource that the text does not show may exist after transforms.
    pub(crate) fn may_exist(&self, name: &str) -> bool {
        let template = self.context.template;
        let serverless = template.transforms.has(SERVERLESS);
        let made = template.resources.iter().any(|(id, resource)| {
            let makes = resource
                .ty
                .is_some_and(|ty| ty.ends_with("::MODULE") || (serverless && is_serverless(ty)))
                || (serverless && resource.attribute("Connectors").is_some());
            makes && name.len() > id.len() && name.starts_with(id)
        });
        // What SAM makes of the events of functions without an API of their own begins so.
        made || (serverless && name.starts_with("Serverless"))
            || template.may_grow("Resources")
            || name.contains("${")
            || name.contains("&{")
    }

    fn attribute(&mut self, function: &'static Function, argument: &'c Node, place: &Place<'_>) {
        match argument.as_list() {
            Some(_) => {
                let Some([resource, attribute]) = self.items(function, (2, 2), argument, place) else {
                    return;
                };
                for (index, node, slot) in [(0, resource, &table::NAME), (1, attribute, &table::ATTRIBUTE)] {
                    if node.as_str().is_none() {
                        self.slot(&rules::E1010, slot, node, &place.item(index, node));
                    }
                }
                if let Some(name) = resource.as_str() {
                    let attribute = attribute.as_str().map(|name| (name, place.item(1, attribute)));
                    self.attribute_of(&rules::E1010, "Fn::GetAtt", name, attribute, &place.item(0, resource));
                }
            }
            None => match argument.as_str().map(|text| text.split_once('.')) {
                Some(Some((resource, attribute))) => {
                    self.attribute_of(&rules::E1010, "Fn::GetAtt", resource, Some((attribute, *place)), place);
                }
                Some(None) => {
                    self.findings
                        .add(
                            &rules::E1010,
                            place,
                            format!(
                                "`Fn::GetAtt` names a resource and an attribute; this is {}",
                                kind(argument)
                            ),
                        )
                        .help("write `Resource.Attribute`");
                }
                None => {
                    self.findings.add(
                        &rules::E1010,
                        place,
                        format!(
                            "`Fn::GetAtt` takes a list of resource and attribute; this is {}",
                            kind(argument)
                        ),
                    );
                }
            },
        }
    }

    /// An attribute of a resource, by whatever function. The attribute is left out where a function gives it.
    fn attribute_of(
        &mut self,
        rule: &'static Rule,
        by: &'static str,
        name: &'c str,
        wanted: Option<(&'c str, Place<'_>)>,
        place: &Place<'_>,
    ) {
        let template = self.context.template;
        if !template.resources.contains_key(name) {
            if !self.may_exist(name) {
                let note = self
                    .findings
                    .add(rule, place, format!("the template has no resource `{name}`"));
                if let Some(help) = suggestion(name, template.resources.keys().copied()) {
                    note.help(help);
                }
            }
            return;
        }
        if !self.ground.has_resources() {
            self.findings.add(
                rule,
                place,
                format!("this is settled before any resource is made, so it cannot speak of `{name}`"),
            );
            return;
        }
        self.needs(name, by, place);
        let Some((wanted, at)) = wanted else { return };
        if let Attribute::Unknown(known) = attribute(&self.context, name, wanted) {
            let ty = template
                .resources
                .get(name)
                .and_then(|resource| resource.ty)
                .unwrap_or_default();
            let note = self
                .findings
                .add(rule, &at, format!("`{ty}` has no attribute `{wanted}`"));
            if let Some(help) = suggestion(wanted, known.iter().map(String::as_str)) {
                note.help(help);
            }
        }
    }

    fn substitute(&mut self, function: &'static Function, argument: &'c Node, place: &Place<'_>) {
        let (text, variables, at) = match argument.as_list() {
            Some(_) => {
                let Some([text, variables]) = self.items(function, (2, 2), argument, place) else {
                    return;
                };
                let Some(map) = variables.as_map() else {
                    self.findings.add(
                        &rules::E1019,
                        &place.item(1, variables),
                        format!("the variables of `Fn::Sub` are a map; this is {}", kind(variables)),
                    );
                    return;
                };
                (text, Some((map, place.item(1, variables))), place.item(0, text))
            }
            None => (argument, None, *place),
        };
        let Some(source) = text.as_str() else {
            self.findings.add(
                &rules::E1019,
                &at,
                format!(
                    "`Fn::Sub` takes text, or a list of text and variables; this is {}",
                    kind(text)
                ),
            );
            return;
        };
        let names: Vec<&'c str> = pieces(source)
            .into_iter()
            .filter_map(|piece| {
                if let Piece::Name(name) = piece {
                    Some(name)
                } else {
                    None
                }
            })
            .collect();
        if let Some((map, inside)) = &variables {
            for entry in *map {
                let place = inside.key(entry);
                self.slot(&rules::E1019, &table::VARIABLE, &entry.value, &place);
                if !names.contains(&entry.key.as_str()) {
                    self.findings.add(
                        &rules::W1019,
                        &inside.name(entry),
                        format!("the text does not use the variable `{}`", entry.key),
                    );
                }
            }
        }
        if names.is_empty() && !self.context.template.transforms.has(SERVERLESS) {
            self.findings.add(
                &rules::W1020,
                &at,
                "`Fn::Sub` is not needed for a text without variables",
            );
        }
        for name in names
            .into_iter()
            .filter(|name| variables.as_ref().is_none_or(|(map, _)| map.get(name).is_none()))
        {
            self.variable(name, &at);
        }
        self.substituted(source, &at);
    }

    /// A name in the text of `Fn::Sub`.
    fn variable(&mut self, name: &'c str, place: &Place<'_>) {
        if name.is_empty() {
            self.findings
                .add(&rules::E1019, place, "`${}` names nothing")
                .help("write `${!}` for the text `${}`");
            return;
        }
        match name.split_once('.') {
            Some((resource, attribute)) => {
                self.uses.names.insert(resource);
                self.attribute_of(&rules::E1019, "Fn::Sub", resource, Some((attribute, *place)), place);
            }
            None => {
                self.name(&rules::E1019, "Fn::Sub", name, place);
                if !given_by(&self.context, Some(name)).meets(Kinds::SCALAR) {
                    self.findings
                        .add(&rules::E1019, place, format!("`{name}` is a list, which cannot stand in text"))
                        .help(format!("join it: `[\"...${{Items}}\", {{ \"Items\": {{ \"Fn::Join\": [\",\", {{ \"Ref\": \"{name}\" }}] }} }}]`"));
                }
            }
        }
    }

    fn branches(&mut self, function: &'static Function, argument: &'c Node, place: &Place<'_>) {
        let Some([condition, yes, no]) = self.items(function, (3, 3), argument, place) else {
            return;
        };
        self.condition(&rules::E1028, condition, &place.item(0, condition));
        for (index, branch, value) in [(1, yes, true), (2, no, false)] {
            let mut at = place.item(index, branch);
            if let Some(name) = condition.as_str() {
                at = at.assuming(name, value);
                let conditions = &self.context.template.conditions;
                if conditions.possible(place.assumptions()) && !conditions.possible(at.assumptions()) {
                    self.findings.add(
                        &rules::W1028,
                        &at,
                        format!("this is never used: `{name}` cannot be {value} here"),
                    );
                }
            }
            self.value(branch, &at);
        }
    }

    /// The name of a condition.
    pub(crate) fn condition(&mut self, rule: &'static Rule, node: &'c Node, place: &Place<'_>) {
        let Some(name) = node.as_str() else {
            let note = self.findings.add(
                rule,
                place,
                format!("the name of a condition is text; this is {}", kind(node)),
            );
            if let Some(("Fn::Sub", text)) = node.function()
                && let Some(text) = text.as_str()
            {
                note.help(format!(
                    "write `{text}` without `Fn::Sub`: a loop puts its variables into text as well"
                ));
            }
            return;
        };
        self.uses.conditions.insert(name);
        let template = self.context.template;
        let conditions = template.conditions.entries();
        if !conditions.contains_key(name)
            && !template.may_grow("Conditions")
            && !name.contains("${")
            && !name.contains("&{")
        {
            let note = self
                .findings
                .add(rule, place, format!("the template has no condition `{name}`"));
            if let Some(help) = suggestion(name, conditions.keys().copied()) {
                note.help(help);
            }
        }
    }

    /// A loop has a name of its own.
    pub(super) fn loop_name(&mut self, entry: &Entry, place: &Place<'_>) {
        let name = entry.key.strip_prefix("Fn::ForEach").unwrap_or_default();
        let is_named = name.strip_prefix("::").is_some_and(|name| {
            !name.is_empty() && (name.contains(['$', '&']) || name.chars().all(|c| c.is_ascii_alphanumeric()))
        });
        if !is_named {
            self.findings
                .add(&rules::E1032, place, format!("`{}` does not name the loop", entry.key))
                .help("write `Fn::ForEach::Name`, with a name of letters and digits");
        }
    }

    /// A loop among other entries.
    pub(crate) fn loop_at(&mut self, entry: &'c Entry, place: &Place<'_>) {
        self.loop_name(entry, &place.name(entry));
        self.for_each(&entry.value, &place.name(entry), &place.key(entry));
    }

    /// A loop that could not be written out, because its list is not known before deployment.
    fn for_each(&mut self, argument: &'c Node, place: &Place<'_>, inside: &Place<'_>) {
        if !self.context.template.transforms.has(LANGUAGE_EXTENSIONS) {
            self.findings
                .add(
                    &rules::E1032,
                    place,
                    format!("`Fn::ForEach` needs the transform `{LANGUAGE_EXTENSIONS}`"),
                )
                .help(format!("add `Transform: {LANGUAGE_EXTENSIONS}` to the template"));
        }
        let Some([variable, list, body]) = argument.as_list() else {
            self.findings.add(
                &rules::E1032,
                inside,
                "`Fn::ForEach` takes a list of a variable, a list of values, and what is made for each",
            );
            return;
        };
        for (index, node, is_right, wanted) in [
            (0, variable, variable.as_str().is_some(), "the name of the variable"),
            (
                1,
                list,
                list.as_list().is_some() || list.function().is_some(),
                "a list of values",
            ),
            (2, body, body.as_map().is_some(), "a map of what is made for each"),
        ] {
            if !is_right {
                self.findings.add(
                    &rules::E1032,
                    &inside.item(index, node),
                    format!("{wanted} is wanted here; this is {}", kind(node)),
                );
            }
        }
        self.value(list, &inside.item(1, list));
    }
}
