//! Papers on their way: bags, the post, and the log that says who had what when; on both engines.

mod bags;
mod doors;
mod house;
mod post;
