//! Partitions: the separate worlds of AWS, and the regions that belong to each.

/// A part of AWS with accounts, ARNs and domain names of its own.
///
/// ```
/// use ferrocdk_facts::Partition;
///
/// let partition = Partition::of("eusc-de-east-1").ok_or("no such region")?;
/// assert_eq!((partition.name, partition.dns_suffix), ("aws-eusc", "amazonaws.eu"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The second part of ARNs, such as `aws-cn`: the value of `AWS::Partition`.
    pub name: &'static str,
    /// The domain that names of services end with, such as `amazonaws.com.cn`: the value of `AWS::URLSuffix`.
    pub dns_suffix: &'static str,
    /// Beginnings of its regions' names, up to the last two parts: `us-gov` of `us-gov-west-1`.
    areas: &'static [&'static str],
}

/// Source: `partitions.json` of botocore. The first is the one of all public accounts.
const ALL: [Partition; 8] = [
    Partition {
        name: "aws",
        dns_suffix: "amazonaws.com",
        areas: &["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"],
    },
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        areas: &["cn"],
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        areas: &["us-gov"],
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        areas: &["us-iso"],
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        areas: &["us-isob"],
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        areas: &["eu-isoe"],
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        areas: &["us-isof"],
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        areas: &["eusc-de"],
    },
];

impl Partition {
    /// The partition of all public accounts, for what has to be assumed where a region is not known.
    pub const PUBLIC: &'static Self = &ALL[0];

    /// The partition that a region belongs to; `None` where the name is not that of a region.
    ///
    /// The form of the name decides, not a list of regions: a region that is opened tomorrow has its partition already.
    #[must_use]
    pub fn of(region: &str) -> Option<&'static Self> {
        let (rest, number) = region.rsplit_once('-')?;
        let (area, direction) = rest.rsplit_once('-')?;
        let fits = !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !direction.is_empty()
            && direction.bytes().all(|byte| byte.is_ascii_lowercase());
        ALL.iter().find(|partition| fits && partition.areas.contains(&area))
    }

    /// The beginnings of its regions' names, up to the last two parts: `us-gov` of `us-gov-west-1`.
    #[must_use]
    pub fn areas(&self) -> &'static [&'static str] {
        self.areas
    }

    /// All of them.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_name_tells_the_partition() {
        for (region, partition) in [
            ("sa-east-1", "aws"),
            ("ap-southeast-12", "aws"),
            ("mx-central-1", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(
                Partition::of(region).map(|found| found.name),
                Some(partition),
                "{region}"
            );
        }
        for name in [
            "",
            "-",
            "--",
            "*",
            "moon-east-1",
            "us-east",
            "us-east-1a",
            "us--1",
            "US-EAST-1",
        ] {
            assert_eq!(Partition::of(name), None, "{name}");
        }
    }
}
