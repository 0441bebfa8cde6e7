//! Part of ferrocdk.
