mod house;
mod pure;
mod stories;
