//! Literals that lead out of the stack's region.

use super::Walk;
use crate::home_region;
use crate::place::Place;
use crate::resolve::{Piece, pieces};
use crate::rules;

impl Walk<'_, '_> {
    /// Looks at a text of a property, when nothing may lead out of a region.
    pub(super) fn residency(&mut self, text: &str, place: &Place<'_>) {
        let options = self.context.options;
        let (Some(region), Some(_), false) = (options.residency.as_deref(), self.resource, self.public) else {
            return;
        };
        if !text.contains('-') {
            return;
        }
        // Colons in names, such as `${AWS::Partition}`, are not those of an ARN.
        let plain: String = pieces(text)
            .into_iter()
            .map(|piece| if let Piece::Text(text) = piece { text } else { "_" })
            .collect();
        let text = plain.as_str();
        let may_name = |other: &str| self.may_name(place, other);
        for (start, _) in text.match_indices("arn:") {
            let arn = text.get(start..).unwrap_or_default();
            if let Some(other) = arn
                .split(':')
                .nth(3)
                .filter(|other| *other != region && self.is_region(other) && !may_name(other))
            {
                self.findings
                    .add(
                        &rules::F7001,
                        place,
                        format!("the ARN leads to `{other}`, and the stack is for `{region}`"),
                    )
                    .help("write `${AWS::Region}`, or acknowledge the rule on the resource with the reason");
                return;
            }
        }
        if text.contains("arn:") {
            return;
        }
        // Host names have the region between dots; zones have a letter after it.
        for part in text.split(['.', '/', ',', ' ']) {
            let zone = part.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(part);
            let Some(other) = [part, zone]
                .into_iter()
                .find(|name| self.is_region(name))
                .filter(|other| *other != region && !may_name(other))
            else {
                continue;
            };
            self.findings
                .add(&rules::F7002, place, format!("`{part}` lies in `{other}`, and the stack is for `{region}`"))
                .help("refer to `AWS::Region` or to `Fn::GetAZs`, or acknowledge the rule on the resource with the reason");
            return;
        }
    }

    /// Whether the property takes the name of another region, because AWS wants it there or because it does not lead there.
    fn may_name(&self, place: &Place<'_>, region: &str) -> bool {
        let resource = self.resource.and_then(|name| self.context.template.resources.get(name));
        let Some(ty) = resource.and_then(|resource| resource.ty) else {
            return false;
        };
        let mut keys: Vec<&str> = place.keys().filter(|key| !key.starts_with("Fn::")).collect();
        keys.reverse();
        // After the section, the logical id and `Properties`.
        home_region::may_name(ty, keys.get(3..).unwrap_or_default(), region)
    }

    fn is_region(&self, name: &str) -> bool {
        let database = self.context.facts.database();
        super::arguments::is_region(name)
            && database.is_some_and(|database| database.regions().iter().any(|region| region.name == name))
    }
}
