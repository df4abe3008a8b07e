//! Fields of a view: a line of the query language with a name, so that it need not be typed again; whose it is, and its key.

use super::{LINE, LINES, NAME};
use crate::field::choices::Listed;
use crate::field::{Class, Field, Shape};
use crate::lang::Label;

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "名称", "Name", NAME).found_as(Class::Name).column(20);
    LISTED = Field::new(2, "listed", "対象", "Lists", Shape::Choice(Listed::TABLE)).column(10);
    QUERY = Field::new(3, "query", "条件", "Query", LINE).found_as(Class::Note).column(30);
    SORT = Field::new(4, "sort", "並び順", "Sort", NAME);
    COLUMNS = Field::new(5, "columns", "列", "Columns", LINES);
    WHOSE = Field::new(6, "whose", "だれの", "Whose", NAME).column(8);
    SHARED = Field::new(7, "shared", "共有", "Shared", Shape::Flag).column(4);
    NUMBER = Field::new(8, "number", "数字キー", "Number key", Shape::Int(1, 9, Label::new("", ""))).column(4);
}
