//! Going through an encoded record for what it names, without making the record: a store of a million is opened by it, and
//! of what decoding costs, nearly all is memory that is given back at once.
//! Invariant: it goes through the same bytes as decoding does, and refuses the same ones. Called by `Packed`.

use bincode::BorrowDecode;
use bincode::de::BorrowDecoder;
use bincode::error::DecodeError;

use crate::domain::record::{Record, Stamp};
use crate::field::{Atom, Date, Id, Moment, Row, Value};

/// The references of a record, each with the field that holds it.
pub type Named = Vec<(u16, Id)>;

/// A record of which only the id is kept; what it names goes to the context.
pub struct Skim(pub Id);

/// An atom whose text stays where it is.
#[derive(BorrowDecode)]
#[expect(dead_code, reason = "decoded to get past it")]
enum Seen<'a> {
    Flag(bool),
    Int(i64),
    Date(Date),
    Moment(Moment),
    Choice(u16),
    Text(&'a str),
    Ref(Id),
}

/// Who, when, by which commit.
#[derive(BorrowDecode)]
struct SeenStamp<'a> {
    _seq: u64,
    _at: Moment,
    _author: &'a str,
}

/// The head of a value; the elements of lists and rows follow.
#[derive(BorrowDecode)]
#[expect(dead_code, reason = "decoded to get past it")]
enum Head<'a> {
    One(Seen<'a>),
    Set(u64),
    List(u64),
    Rows(u64),
}

impl<'de, 'c> BorrowDecode<'de, &'c mut Named> for Skim {
    fn borrow_decode<D: BorrowDecoder<'de, Context = &'c mut Named>>(
        decoder: &mut D,
    ) -> Result<Self, DecodeError> {
        let id = Id::borrow_decode(decoder)?;
        bool::borrow_decode(decoder)?;
        SeenStamp::borrow_decode(decoder)?;
        for _ in 0..u64::borrow_decode(decoder)? {
            let field = u16::borrow_decode(decoder)?;
            match Head::borrow_decode(decoder)? {
                Head::One(atom) => note(decoder, field, &atom),
                Head::Set(_) => {}
                Head::List(length) => {
                    for _ in 0..length {
                        let atom = Seen::borrow_decode(decoder)?;
                        note(decoder, field, &atom);
                    }
                }
                Head::Rows(length) => {
                    for _ in 0..length {
                        for _ in 0..u64::borrow_decode(decoder)? {
                            let (_, atom) = <(u16, Seen<'de>)>::borrow_decode(decoder)?;
                            note(decoder, field, &atom);
                        }
                    }
                }
            }
        }
        for _ in 0..u64::borrow_decode(decoder)? {
            <(u16, SeenStamp<'de>)>::borrow_decode(decoder)?;
        }
        Ok(Self(id))
    }
}

fn note<'de, 'c, D: BorrowDecoder<'de, Context = &'c mut Named>>(
    decoder: &mut D,
    field: u16,
    atom: &Seen<'_>,
) {
    if let Seen::Ref(id) = atom {
        decoder.context().push((field, *id));
    }
}

/// Fails to compile where the types that are gone through here have changed their shape.
const fn _shapes(record: &Record, stamp: &Stamp, value: &Value, atom: &Atom) {
    let Record { id: _, withdrawn: _, created: _, values: _, stamps: _ } = record;
    let Stamp { seq: _, at: _, author: _ } = stamp;
    match value {
        Value::One(_) | Value::Set(_) | Value::List(_) | Value::Rows(_) => {}
    }
    match atom {
        Atom::Flag(_)
        | Atom::Int(_)
        | Atom::Date(_)
        | Atom::Moment(_)
        | Atom::Choice(_)
        | Atom::Text(_)
        | Atom::Ref(_) => {}
    }
    let _: fn(Vec<(u16, Atom)>) -> Row = Row;
}
