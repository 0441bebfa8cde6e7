//! Lists, maps and unions of values.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::Value;
use crate::expr::{Expr, ExprMap};
use crate::shape::{Bind, Literal, ReadError, Writer};

/// A map of free keys; the order of insertion is the order in the template.
pub type Map<T> = IndexMap<String, T>;

impl<T: Bind> Bind for Vec<T> {
    const IS_LIST: bool = true;

    fn write(self, writer: &mut Writer) -> Expr {
        let mut items = Vec::with_capacity(self.len());
        for (index, item) in self.into_iter().enumerate() {
            writer.enter_index(index);
            items.push(item.write(writer));
            writer.leave();
        }
        Expr::Array(items)
    }

    fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        let Expr::Array(items) = &expr else {
            return Err((expr, ReadError::expected("a list")));
        };
        let mut list = Self::with_capacity(items.len());
        for item in items {
            match T::read(item.clone()) {
                Ok(item) => list.push(item),
                Err((_, error)) => return Err((expr, error)),
            }
        }
        Ok(list)
    }
}

impl<T: Bind> Bind for Map<T> {
    fn write(self, writer: &mut Writer) -> Expr {
        let entries = self.into_iter().map(|(key, item)| {
            let key = SmolStr::from(key);
            writer.enter_key(key.clone());
            let item = item.write(writer);
            writer.leave();
            (key, item)
        });
        Expr::Object(ExprMap::of_unique(entries))
    }

    fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
        let Expr::Object(map) = &expr else {
            return Err((expr, ReadError::expected("a map")));
        };
        match map
            .iter()
            .map(|(key, item)| T::read(item.clone()).map(|item| (key.to_owned(), item)))
            .collect()
        {
            Ok(map) => Ok(map),
            Err((_, error)) => Err((expr, error)),
        }
    }
}

impl<T: Bind, U: Into<Value<T>>> From<Vec<U>> for Value<Vec<Value<T>>> {
    fn from(items: Vec<U>) -> Self {
        Self::Lit(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Bind, U: Into<Value<T>>, const N: usize> From<[U; N]> for Value<Vec<Value<T>>> {
    fn from(items: [U; N]) -> Self {
        Self::Lit(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Bind, K: Into<String>, U: Into<Value<T>>, const N: usize> From<[(K, U); N]> for Value<Map<Value<T>>> {
    fn from(entries: [(K, U); N]) -> Self {
        Self::Lit(
            entries
                .into_iter()
                .map(|(key, item)| (key.into(), item.into()))
                .collect(),
        )
    }
}

impl<T: Bind> From<Map<Value<T>>> for Value<Map<Value<T>>> {
    fn from(map: Map<Value<T>>) -> Self {
        Self::Lit(map)
    }
}

macro_rules! one_of {
    ($name:ident, $count:literal, $($variant:ident)+) => {
        #[doc = concat!("A property that CloudFormation takes in one of ", $count, " forms.")]
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name<$($variant),+> {
            $(
                #[doc = concat!("Form ", stringify!($variant), ".")]
                $variant($variant),
            )+
        }
        impl<$($variant: Bind),+> Literal for $name<$($variant),+> {}
        impl<$($variant: Bind),+> Bind for $name<$($variant),+> {
            fn write(self, writer: &mut Writer) -> Expr {
                match self {
                    $(Self::$variant(inner) => inner.write(writer),)+
                }
            }
            fn read(expr: Expr) -> Result<Self, (Expr, ReadError)> {
                $(let expr = match $variant::read(expr) {
                    Ok(inner) => return Ok(Self::$variant(inner)),
                    Err((expr, _)) => expr,
                };)+
                Err((expr, ReadError::expected(concat!("one of ", $count, " forms"))))
            }
        }
    };
}
one_of!(OneOf2, "two", A B);
one_of!(OneOf3, "three", A B C);
one_of!(OneOf4, "four", A B C D);
