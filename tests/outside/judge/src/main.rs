//! Stands for a function of another team, whose sources alone matter here: synthesis runs no compiler.

fn main() {
    println!("judging");
}
