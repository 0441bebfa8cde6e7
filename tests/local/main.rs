//! Deployments to the local AWS with the real programs.
