//! `InstanceType`: the processors, memory and network of an instance.

use std::fmt;

use ferrocdk_core::Value;
pub use ferrocdk_fingerprint::Architecture;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal; $($variant:ident = $word:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {$(
            #[doc = concat!($what, " `", $word, "`.")]
            $variant,
        )*}

        impl $name {
            /// The word for it in the names of types.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

words! {
    /// Families of instances: a letter for the use (`t` now and then, `m` general, `c` processors, `r` memory), the generation, and letters for its kind (`g` Graviton, `a`
    /// AMD, `d` local disks, `n` network). Source: "Amazon EC2 instance types". [`InstanceType::new`] takes any other.
    InstanceClass, "The family";
    A1 = "a1"; C3 = "c3"; C4 = "c4"; C5 = "c5"; C5a = "c5a"; C5ad = "c5ad"; C5d = "c5d"; C5n = "c5n"; C6a = "c6a";
    C6g = "c6g"; C6gd = "c6gd"; C6gn = "c6gn"; C6i = "c6i"; C6id = "c6id"; C6in = "c6in"; C7a = "c7a"; C7g = "c7g";
    C7gd = "c7gd"; C7gn = "c7gn"; C7i = "c7i"; C7iFlex = "c7i-flex"; C8a = "c8a"; C8g = "c8g"; C8gd = "c8gd";
    C8gn = "c8gn"; C8i = "c8i"; C8iFlex = "c8i-flex"; D2 = "d2"; D3 = "d3"; D3en = "d3en"; Dl1 = "dl1"; Dl2q = "dl2q";
    F1 = "f1"; F2 = "f2"; G3 = "g3"; G3s = "g3s"; G4ad = "g4ad"; G4dn = "g4dn"; G5 = "g5"; G5g = "g5g"; G6 = "g6";
    G6e = "g6e"; G7e = "g7e"; Gr6 = "gr6"; H1 = "h1"; Hpc6a = "hpc6a"; Hpc6id = "hpc6id"; Hpc7a = "hpc7a";
    Hpc7g = "hpc7g"; I3 = "i3"; I3en = "i3en"; I4g = "i4g"; I4i = "i4i"; I7i = "i7i"; I7ie = "i7ie"; I8g = "i8g";
    I8ge = "i8ge"; Im4gn = "im4gn"; Inf1 = "inf1"; Inf2 = "inf2"; Is4gen = "is4gen"; M3 = "m3"; M4 = "m4"; M5 = "m5";
    M5a = "m5a"; M5ad = "m5ad"; M5d = "m5d"; M5dn = "m5dn"; M5n = "m5n"; M5zn = "m5zn"; M6a = "m6a"; M6g = "m6g";
    M6gd = "m6gd"; M6i = "m6i"; M6id = "m6id"; M6idn = "m6idn"; M6in = "m6in"; M7a = "m7a"; M7g = "m7g";
    M7gd = "m7gd"; M7i = "m7i"; M7iFlex = "m7i-flex"; M8a = "m8a"; M8g = "m8g"; M8gd = "m8gd"; M8i = "m8i";
    M8iFlex = "m8i-flex"; M9g = "m9g"; Mac1 = "mac1"; Mac2 = "mac2"; Mac2M1ultra = "mac2-m1ultra"; Mac2M2 = "mac2-m2";
    Mac2M2pro = "mac2-m2pro"; P2 = "p2"; P3 = "p3"; P3dn = "p3dn"; P4d = "p4d"; P4de = "p4de"; P5 = "p5"; P5e = "p5e";
    P5en = "p5en"; R3 = "r3"; R4 = "r4"; R5 = "r5"; R5a = "r5a"; R5ad = "r5ad"; R5b = "r5b"; R5d = "r5d";
    R5dn = "r5dn"; R5n = "r5n"; R6a = "r6a"; R6g = "r6g"; R6gd = "r6gd"; R6i = "r6i"; R6id = "r6id"; R6idn = "r6idn";
    R6in = "r6in"; R7a = "r7a"; R7g = "r7g"; R7gd = "r7gd"; R7i = "r7i"; R7iz = "r7iz"; R8a = "r8a"; R8g = "r8g";
    R8gb = "r8gb"; R8gd = "r8gd"; R8gn = "r8gn"; R8i = "r8i"; R8iFlex = "r8i-flex"; T2 = "t2"; T3 = "t3"; T3a = "t3a";
    T4g = "t4g"; Trn1 = "trn1"; Trn1n = "trn1n"; Trn2 = "trn2"; Trn2u = "trn2u"; U7i12tb = "u7i-12tb";
    U7i6tb = "u7i-6tb"; U7i8tb = "u7i-8tb"; U7in16tb = "u7in-16tb"; U7in24tb = "u7in-24tb"; U7in32tb = "u7in-32tb";
    U7inh32tb = "u7inh-32tb"; Vt1 = "vt1"; X1 = "x1"; X1e = "x1e"; X2g = "x2g"; X2gd = "x2gd"; X2idn = "x2idn";
    X2iedn = "x2iedn"; X2iezn = "x2iezn"; X8g = "x8g"; Z1d = "z1d";
}

words! {
    /// Sizes of instances, each about twice the one before.
    InstanceSize, "The size";
    Nano = "nano"; Micro = "micro"; Small = "small"; Medium = "medium"; Large = "large"; Xlarge = "xlarge";
    Xlarge2 = "2xlarge"; Xlarge3 = "3xlarge"; Xlarge4 = "4xlarge"; Xlarge6 = "6xlarge"; Xlarge8 = "8xlarge";
    Xlarge9 = "9xlarge"; Xlarge10 = "10xlarge"; Xlarge12 = "12xlarge"; Xlarge16 = "16xlarge"; Xlarge18 = "18xlarge";
    Xlarge24 = "24xlarge"; Xlarge32 = "32xlarge"; Xlarge48 = "48xlarge"; Xlarge56 = "56xlarge"; Xlarge96 = "96xlarge";
    Xlarge112 = "112xlarge"; Xlarge224 = "224xlarge"; Xlarge480 = "480xlarge"; Metal = "metal";
    Xlarge16Metal = "metal-16xl"; Xlarge24Metal = "metal-24xl"; Xlarge32Metal = "metal-32xl";
    Xlarge48Metal = "metal-48xl";
}

/// The processors, memory and network of an instance: a family and a size.
///
/// ```
/// use ferrocdk_aws::ec2::{Architecture, InstanceClass, InstanceSize, InstanceType};
///
/// let small = InstanceType::of(InstanceClass::T4g, InstanceSize::Micro);
/// assert_eq!(small, InstanceType::new("t4g.micro"));
/// assert_eq!(small.architecture(), Architecture::Arm64);
/// assert!(small.is_burstable());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceType(String);

impl InstanceType {
    /// A size of a family.
    pub fn of(class: InstanceClass, size: InstanceSize) -> Self {
        Self(format!("{}.{}", class.word(), size.word()))
    }

    /// A type by its name, such as `t4g.micro`.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Its family, such as `t4g`.
    pub fn family(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The processors that it has: Graviton's where the letters after the generation say `g`, else those of Intel or AMD.
    pub fn architecture(&self) -> Architecture {
        let letters = self
            .family()
            .trim_start_matches(|character: char| !character.is_ascii_digit());
        if self.family() == "a1" || letters.contains('g') {
            Architecture::Arm64
        } else {
            Architecture::X86_64
        }
    }

    /// Whether it collects credits while it has little to do.
    pub fn is_burstable(&self) -> bool {
        ["t2", "t3", "t3a", "t4g"].contains(&self.family())
    }
}

impl From<&str> for InstanceType {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<&InstanceType> for Value<String> {
    fn from(instance_type: &InstanceType) -> Self {
        Value::from(&instance_type.0)
    }
}

impl fmt::Display for InstanceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
