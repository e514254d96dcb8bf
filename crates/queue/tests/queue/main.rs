//! The queue of a hall against its rule, against theory and against believable days.

mod drive;
mod flow;
mod hall;
mod promise;
