//! The one integration binary.
mod folding;
