//! The terminal as its users meet it: bytes in, bytes out, nothing of the machine's own terminal.

mod decode;
mod model;
mod screen;
mod stock;
mod tty;
mod whole;
