//! Bytes of files to text and back: UTF-8 (with or without a byte order mark) and CP932, which Japanese spreadsheets still write.
//! Invariant: a byte that is no text stops the file with its line and column; nothing is ever replaced by U+FFFD.
//! Called by the readers of CSV and JSON lines.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, SHIFT_JIS, UTF_8};

use crate::lang::Lang;

/// The longest file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 1 << 30;
/// Bytes read at a time.
const CHUNK_BYTES: usize = 64 << 10;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// How text is written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// Windows-31J: `Shift_JIS` with the characters of NEC and IBM.
    Cp932,
}

impl Encoding {
    /// As options and reports name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Cp932 => "cp932",
        }
    }

    /// The encoding named in an option; `None` for `auto` and for what is no encoding.
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "cp932" | "shift_jis" | "shift-jis" | "sjis" | "windows-31j" => Some(Self::Cp932),
            _ => None,
        }
    }
}

/// Why a file cannot be read as text.
#[derive(Debug, thiserror::Error)]
pub enum TextFault {
    #[error("line {line}, column {column}: the bytes are not {}", encoding.key())]
    NotText { encoding: Encoding, line: u64, column: u64 },
    #[error("line {line}, column {column}: a NUL byte; this is no text file")]
    Nul { line: u64, column: u64 },
    #[error("the file is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    #[error("the file is a workbook, not text; save it as \"CSV UTF-8\"")]
    Workbook,
    #[error("the file is longer than {} MiB", FILE_BYTES_MAX >> 20)]
    TooLong,
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl TextFault {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::NotText { encoding, line, column } => {
                format!("{line}行目の{column}文字目: {}として読めないバイトがあります", encoding.key())
            }
            Self::Nul { line, column } => {
                format!("{line}行目の{column}文字目: NULバイトがあります(テキストファイルではありません)")
            }
            Self::Utf16 => "UTF-16のファイルです。「CSV UTF-8」で保存し直してください".to_owned(),
            Self::Workbook => "Excelブックです。「CSV UTF-8」で保存し直してください".to_owned(),
            Self::TooLong => format!("ファイルが大きすぎます({}MiBまで)", FILE_BYTES_MAX >> 20),
            Self::Io(error) => format!("ファイルを読めません: {error}"),
        }
    }
}

/// A file's text, a chunk at a time.
pub struct Decoded<R> {
    source: R,
    encoding: Encoding,
    decoder: Decoder,
    /// Bytes read and not decoded yet.
    bytes: Vec<u8>,
    text: String,
    /// Where the text after what was handed out stands, both from 1.
    place: (u64, u64),
    length: u64,
    ended: bool,
}

impl<R: Read + Seek> Decoded<R> {
    /// The text of `source` in `chosen`, or in what the bytes are: a byte order mark or pure UTF-8 says UTF-8, anything else CP932.
    ///
    /// # Errors
    /// A file that is no text at all, or that cannot be read.
    pub fn open(mut source: R, chosen: Option<Encoding>) -> Result<Self, TextFault> {
        let mut head = Vec::new();
        source.by_ref().take(4).read_to_end(&mut head)?;
        if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
            return Err(TextFault::Utf16);
        }
        if head.starts_with(b"PK\x03\x04") {
            return Err(TextFault::Workbook);
        }
        let marked = head.starts_with(BOM);
        let start = if marked { BOM.len() as u64 } else { 0 };
        source.seek(SeekFrom::Start(start))?;
        let encoding = match chosen {
            _ if marked => Encoding::Utf8,
            Some(encoding) => encoding,
            None => {
                let encoding = if is_utf8(&mut source)? { Encoding::Utf8 } else { Encoding::Cp932 };
                source.seek(SeekFrom::Start(start))?;
                encoding
            }
        };
        let table = if encoding == Encoding::Utf8 { UTF_8 } else { SHIFT_JIS };
        Ok(Self {
            source,
            encoding,
            decoder: table.new_decoder_without_bom_handling(),
            bytes: Vec::new(),
            text: String::new(),
            place: (1, 1),
            length: 0,
            ended: false,
        })
    }

    /// What the file is read as.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many bytes were read.
    pub const fn bytes(&self) -> u64 {
        self.length
    }

    /// The next piece of text; `None` at the end.
    ///
    /// # Errors
    /// The first byte that is no text, with its place.
    pub fn chunk(&mut self) -> Result<Option<&str>, TextFault> {
        while !self.ended {
            let read = self.source.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut self.bytes)?;
            self.length += read as u64;
            if self.length > FILE_BYTES_MAX {
                return Err(TextFault::TooLong);
            }
            self.ended = read == 0;
            self.decode()?;
            if !self.text.is_empty() {
                return Ok(Some(&self.text));
            }
        }
        Ok(None)
    }

    fn decode(&mut self) -> Result<(), TextFault> {
        self.text.clear();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(self.bytes.len());
        self.text.reserve(room.unwrap_or(self.bytes.len() * 3));
        let (result, _) =
            self.decoder.decode_to_string_without_replacement(&self.bytes, &mut self.text, self.ended);
        self.bytes.clear();
        let (mut line, mut column) = self.place;
        for c in self.text.chars() {
            match c {
                '\0' => return Err(TextFault::Nul { line, column }),
                '\n' => (line, column) = (line + 1, 1),
                _ => column += 1,
            }
        }
        self.place = (line, column);
        match result {
            DecoderResult::InputEmpty => Ok(()),
            // The buffer was made as long as the decoder asked, so a full one means a fault as well.
            DecoderResult::Malformed(..) | DecoderResult::OutputFull => {
                Err(TextFault::NotText { encoding: self.encoding, line, column })
            }
        }
    }
}

/// Whether everything from here on is UTF-8; reads no further than the first byte that is not.
fn is_utf8(source: &mut impl Read) -> Result<bool, TextFault> {
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let (mut bytes, mut text, mut length) = (Vec::new(), String::new(), 0);
    loop {
        bytes.clear();
        text.clear();
        let read = source.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut bytes)?;
        length += read as u64;
        if length > FILE_BYTES_MAX {
            return Err(TextFault::TooLong);
        }
        text.reserve(bytes.len() * 3 + 3);
        let (result, _) = decoder.decode_to_string_without_replacement(&bytes, &mut text, read == 0);
        if !matches!(result, DecoderResult::InputEmpty) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// Characters that CP932 has under another number; written so, they look the same to people.
const CP932_TWINS: &[(char, char)] = &[
    ('〜', '～'),
    ('‖', '∥'),
    ('−', '－'),
    ('—', '―'),
    ('¢', '￠'),
    ('£', '￡'),
    ('¬', '￢'),
    ('¥', '￥'),
    ('‾', '￣'),
];

/// Text as CP932, and whether a wave dash, minus or the like was written by its twin.
///
/// # Errors
/// The characters that CP932 does not have, each once.
pub fn to_cp932(text: &str) -> Result<(Vec<u8>, bool), Vec<char>> {
    let twin = |c: char| CP932_TWINS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    let mapped: String = text.chars().map(twin).collect();
    let (bytes, _, unmappable) = SHIFT_JIS.encode(&mapped);
    if !unmappable {
        return Ok((bytes.into_owned(), mapped != text));
    }
    let mut missing = Vec::new();
    for c in mapped.chars() {
        let (_, _, unmappable) = SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4]));
        if unmappable && !missing.contains(&c) {
            missing.push(c);
        }
    }
    Err(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(bytes: &[u8], chosen: Option<Encoding>) -> Result<(String, Encoding), TextFault> {
        let mut decoded = Decoded::open(Cursor::new(bytes), chosen)?;
        let mut text = String::new();
        while let Some(chunk) = decoded.chunk()? {
            text.push_str(chunk);
        }
        Ok((text, decoded.encoding()))
    }

    #[test]
    fn the_encoding_is_seen_from_the_bytes() {
        let text = "姓,名\n髙﨑①㈱,～－\n";
        assert_eq!(read(text.as_bytes(), None).unwrap(), (text.to_owned(), Encoding::Utf8));
        let marked = [BOM, text.as_bytes()].concat();
        assert_eq!(read(&marked, None).unwrap(), (text.to_owned(), Encoding::Utf8));
        assert_eq!(read(&marked, Some(Encoding::Cp932)).unwrap().1, Encoding::Utf8);
        let (cp932, changed) = to_cp932(text).unwrap();
        assert!(!changed);
        assert_eq!(read(&cp932, None).unwrap(), (text.to_owned(), Encoding::Cp932));
        let long = "塩尻市,".repeat(40_000);
        assert_eq!(read(&to_cp932(&long).unwrap().0, None).unwrap().0, long);
        assert_eq!(read(long.as_bytes(), None).unwrap().0, long);
        assert_eq!(read(b"", None).unwrap().0, "");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        let fault = read(b"a,b\nc,\xE3\x81x\n", Some(Encoding::Utf8)).unwrap_err();
        assert!(matches!(fault, TextFault::NotText { line: 2, column: 3, .. }), "{fault}");
        let fault = read(b"a\nbc\xFF\xFF", None).unwrap_err();
        assert!(
            matches!(fault, TextFault::NotText { encoding: Encoding::Cp932, line: 2, column: 3 }),
            "{fault}"
        );
        let fault = read(b"a\nb\0c", None).unwrap_err();
        assert!(matches!(fault, TextFault::Nul { line: 2, column: 2 }), "{fault}");
        assert!(matches!(read(b"\xFF\xFEa\0", None), Err(TextFault::Utf16)));
        assert!(matches!(read(b"PK\x03\x04...", None), Err(TextFault::Workbook)));
        let fault = read(b"a\nb\x82", Some(Encoding::Cp932)).unwrap_err();
        assert!(matches!(fault, TextFault::NotText { line: 2, .. }), "a cut character: {fault}");
    }

    #[test]
    fn cp932_writes_twins_and_refuses_the_rest() {
        let (bytes, changed) = to_cp932("〜¥").unwrap();
        assert!(changed);
        assert_eq!(read(&bytes, None).unwrap().0, "～￥");
        assert_eq!(to_cp932("𠮷野家🙂𠮷"), Err(vec!['𠮷', '🙂']));
    }
}
