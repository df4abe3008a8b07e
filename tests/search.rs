//! Search as people use it: the ways of writing and hearing a name, filters, order, spans, and the index that follows commits.

mod equal;
mod filters;
mod known;
mod meaning;
mod office;
mod order;
