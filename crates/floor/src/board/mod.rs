//! What hangs in the hall: the boards with the calls, and one display over each counter. They tell numbers and counters,
//! never who a visitor is, and they show today only.

pub mod html;
pub mod model;
