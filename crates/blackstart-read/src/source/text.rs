//! Tables of text: what their bytes mean, what separates their cells, where the names of their columns and their decimals are.
//!
//! All of it is found in the text itself, and nothing where it could be read in two ways.

use blackstart_model::table::{ColumnNames, Encoding, HEADER_ROWS, Limits, TextForm};
use csv::StringRecord;
use encoding_rs::{CoderResult, DecoderResult};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// What may separate cells: the first is the usual one.
pub(crate) const SEPARATORS: [(u8, &str); 4] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// Bytes that are looked at together.
const CHUNK_BYTES: usize = 1 << 16;

/// Room for them in UTF-8, and for a letter that was begun before: a byte of Windows-1252 takes up to three, two of UTF-16 as many.
const ROOM_BYTES: usize = 4 * CHUNK_BYTES;

/// Why a text cannot be read.
pub(crate) struct Flaw {
    pub code: &'static str,
    pub message: String,
    pub advice: &'static str,
    /// Line, from 1; 0: the file as a whole.
    pub line: u32,
}

/// A text as UTF-8.
pub(crate) enum Stream {
    Plain(File),
    Decoded(Box<Decoded>),
}

/// A text that is decoded while it is read.
pub(crate) struct Decoded {
    file: File,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Bytes of `text` that are there, and how many of them were handed out.
    filled: usize,
    given: usize,
    ended: bool,
}

impl Stream {
    /// A file from its beginning.
    pub(crate) fn of(file: &File, encoding: Encoding) -> io::Result<Self> {
        let mut file = file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(match decoder(encoding) {
            None => Self::Plain(file),
            Some(decoder) => {
                let (raw, text) = (vec![0; CHUNK_BYTES], vec![0; ROOM_BYTES]);
                Self::Decoded(Box::new(Decoded { file, decoder, raw, text, filled: 0, given: 0, ended: false }))
            }
        })
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Decoded(decoded) => decoded.read(buffer),
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.filled && !self.ended {
            let read = self.file.read(&mut self.raw)?;
            self.ended = read == 0;
            let (result, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.text, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty, "the text has room for all of a chunk");
            (self.given, self.filled) = (0, written);
        }
        let count = buffer.len().min(self.filled - self.given);
        buffer[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

fn decoder(encoding: Encoding) -> Option<encoding_rs::Decoder> {
    Some(match encoding {
        Encoding::Utf8 => return None,
        Encoding::Utf16Le => encoding_rs::UTF_16LE.new_decoder_with_bom_removal(),
        Encoding::Utf16Be => encoding_rs::UTF_16BE.new_decoder_with_bom_removal(),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.new_decoder_without_bom_handling(),
    })
}

/// Why a row cannot be had.
pub(crate) enum RowFault {
    /// Longer than a row may be.
    Long(u64),
    /// Anything else.
    Other(String),
}

/// Rows of a CSV file, none longer than allowed.
pub(crate) struct CsvRows {
    reader: csv::Reader<Meter>,
    most: u64,
}

/// Counts the bytes handed out since the last row, and stops where a row never ends.
struct Meter {
    stream: Stream,
    since_row: u64,
    most: u64,
    /// Bytes handed out, the last of them, and whether lines end as on Windows.
    given: u64,
    last: u8,
    is_crlf: bool,
}

/// Buffer of the CSV reader.
pub(crate) const BUFFER_BYTES: usize = 1 << 16;

impl Read for Meter {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since_row > self.most + BUFFER_BYTES as u64 {
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        let read = self.stream.read(buffer)?;
        self.since_row += read as u64;
        if let Some(last) = buffer[..read].last() {
            self.is_crlf |= self.given == 0 && buffer[..read].contains(&b'\r');
            self.last = *last;
            self.given += read as u64;
        }
        Ok(read)
    }
}

impl CsvRows {
    /// Of a text from its beginning.
    pub(crate) fn of(stream: Stream, limits: &Limits, separator: u8) -> Self {
        let meter = Meter { stream, since_row: 0, most: limits.row_bytes, given: 0, last: 0, is_crlf: false };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(meter);
        Self { reader, most: limits.row_bytes }
    }
    /// The line in which the record that was read last begins, from 1. The parser knows where it was before the empty lines above it, and where it
    /// is now: behind the end of the line, if that is one byte.
    pub(crate) fn line_of(&self, record: &StringRecord) -> u32 {
        let (end, meter) = (self.reader.position(), self.reader.get_ref());
        let is_cut = end.byte() >= meter.given && meter.last != b'\n';
        let inside = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        let behind = inside + u64::from(!meter.is_crlf && !is_cut);
        u32::try_from(end.line().saturating_sub(behind)).unwrap_or(u32::MAX)
    }

    /// Where the parser is.
    pub(crate) fn position(&self) -> &csv::Position {
        self.reader.position()
    }

    /// Reads the next row; `false` at the end.
    pub(crate) fn next(&mut self, record: &mut StringRecord) -> Result<bool, RowFault> {
        let read = self.reader.read_record(record);
        self.reader.get_mut().since_row = 0;
        read.map_err(|error| match error.kind() {
            csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => RowFault::Long(self.most),
            _ => RowFault::Other(error.to_string()),
        })
    }
}

/// What a text turned out to be before its rows are looked at.
struct Looked {
    encoding: Encoding,
    /// Whether there is a comma anywhere.
    has_comma: bool,
}

/// How a table of text is written whose columns have some of these names.
pub(crate) fn form_of(file: &File, names: &ColumnNames, limits: &Limits) -> Result<TextForm, Flaw> {
    let looked = look(file)?;
    let (separator, above) = header(file, looked.encoding, names, limits)?;
    Ok(TextForm {
        encoding: looked.encoding,
        separator,
        decimal_comma: may_have_decimal_comma(&looked, separator),
        above,
    })
}

/// The same of a block of numbers, whose columns have names of their own.
pub(crate) fn form_of_block(file: &File, usual: u8, limits: &Limits) -> Result<TextForm, Flaw> {
    let looked = look(file)?;
    // The separator gives each row as many cells; where several do, it is the usual one.
    let is_even = |separator: u8| {
        let rows = first_rows(file, looked.encoding, separator, limits);
        let width = rows.first().map_or(0, Vec::len);
        width > 1 && rows.iter().all(|row| row.len() == width)
    };
    let fitting: Vec<u8> = [b',', b';', b'\t'].into_iter().filter(|separator| is_even(*separator)).collect();
    let separator = match fitting.as_slice() {
        [only] if !fitting.contains(&usual) => *only,
        _ => usual,
    };
    Ok(TextForm {
        encoding: looked.encoding,
        separator,
        decimal_comma: may_have_decimal_comma(&looked, separator),
        above: 0,
    })
}

/// Whether decimals may stand behind a comma, which only the cells can tell. Programs write semicolons where commas are decimal, so that a point
/// may separate thousands there.
fn may_have_decimal_comma(looked: &Looked, separator: u8) -> bool {
    separator == b';' || looked.has_comma && separator != b','
}

/// What the bytes of a text mean; all of them are looked at.
fn look(file: &File) -> Result<Looked, Flaw> {
    let unread = |error: io::Error| Flaw {
        code: "BS0101",
        message: format!("this table cannot be read: {error}"),
        advice: "",
        line: 0,
    };
    let mut file = file.try_clone().map_err(unread)?;
    file.seek(SeekFrom::Start(0)).map_err(unread)?;
    let mut mark = [0; 2];
    let mut filled = 0;
    while filled < mark.len() {
        match file.read(&mut mark[filled..]).map_err(unread)? {
            0 => break,
            read => filled += read,
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(unread)?;
    match &mark[..filled] {
        [0xff, 0xfe] => look_at_utf16(file, Encoding::Utf16Le).map_err(unread)?,
        [0xfe, 0xff] => look_at_utf16(file, Encoding::Utf16Be).map_err(unread)?,
        _ => look_at_bytes(file).map_err(unread)?,
    }
}

fn look_at_utf16(mut file: File, encoding: Encoding) -> io::Result<Result<Looked, Flaw>> {
    let mut decoder = decoder(encoding).unwrap_or_else(|| encoding_rs::UTF_8.new_decoder());
    let mut raw = vec![0; CHUNK_BYTES];
    let mut text = vec![0; ROOM_BYTES];
    let (mut line, mut has_comma) = (1_u32, false);
    loop {
        let read = file.read(&mut raw)?;
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(&raw[..read], &mut text, read == 0);
        has_comma |= text[..written].contains(&b',');
        line = line.saturating_add(lines_in(&text[..written]));
        if matches!(result, DecoderResult::Malformed(..)) {
            let message = "this table begins as UTF-16 and has bytes that are none: it is cut off or damaged";
            return Ok(Err(not_text(message, line)));
        }
        if read == 0 {
            return Ok(Ok(Looked { encoding, has_comma }));
        }
    }
}

fn look_at_bytes(mut file: File) -> io::Result<Result<Looked, Flaw>> {
    let mut chunk = vec![0; CHUNK_BYTES];
    // Bytes of a letter that the end of a chunk cuts.
    let mut kept = 0;
    let (mut line, mut has_comma) = (1_u32, false);
    // The first line with a letter of several bytes of UTF-8, and the first with bytes that are none.
    let (mut letter, mut foreign) = (None, None);
    let mut is_binary = false;
    loop {
        let read = file.read(&mut chunk[kept..])?;
        let bytes = &chunk[..kept + read];
        has_comma |= bytes[kept..].contains(&b',');
        // What Windows-1252 has no letter for, and no text has.
        is_binary |= bytes.iter().any(|byte| matches!(byte, 0 | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
        let mut at = 0;
        kept = 0;
        while at < bytes.len() {
            let (valid, bad) = match std::str::from_utf8(&bytes[at..]) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            let text = &bytes[at..at + valid];
            if letter.is_none() && !text.is_ascii() {
                let ascii = text.iter().take_while(|byte| byte.is_ascii()).count();
                // A byte-order mark counts: it says what all of the text is.
                letter = Some(line.saturating_add(lines_in(&text[..ascii])));
            }
            line = line.saturating_add(lines_in(text));
            at += valid;
            match bad {
                None => {}
                // Cut by the chunk, not by the file.
                Some(None) if read > 0 => {
                    kept = bytes.len() - at;
                    break;
                }
                Some(length) => {
                    foreign.get_or_insert(line);
                    at += length.unwrap_or(bytes.len() - at);
                }
            }
        }
        let end = bytes.len();
        chunk.copy_within(end - kept..end, 0);
        if read == 0 {
            break;
        }
    }
    Ok(match (foreign, letter) {
        (None, _) => Ok(Looked { encoding: Encoding::Utf8, has_comma }),
        (Some(_), None) if !is_binary => Ok(Looked { encoding: Encoding::Windows1252, has_comma }),
        (Some(line), None) => Err(not_text("this table is not text: it has bytes that no text has", line)),
        (Some(line), Some(other)) => {
            let message = format!("this table is UTF-8 text in line {other} and not in this one");
            Err(not_text(&message, line))
        }
    })
}

fn not_text(message: &str, line: u32) -> Flaw {
    Flaw { code: "BS0102", message: message.to_owned(), advice: "save the table as CSV in UTF-8", line }
}

fn lines_in(text: &[u8]) -> u32 {
    u32::try_from(text.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// The first rows of a text, as far as they can be read.
fn first_rows(file: &File, encoding: Encoding, separator: u8, limits: &Limits) -> Vec<Vec<String>> {
    let Ok(stream) = Stream::of(file, encoding) else { return Vec::new() };
    let mut rows = CsvRows::of(stream, limits, separator);
    let mut record = StringRecord::new();
    let mut first = Vec::new();
    while first.len() < HEADER_ROWS && matches!(rows.next(&mut record), Ok(true)) {
        // A row with more cells than a table may have columns is refused when it is read.
        let cells = record.iter().take(limits.table_columns + 1);
        first.push(cells.map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect());
    }
    first
}

/// The separator, and how many rows stand above the names of the columns.
fn header(file: &File, encoding: Encoding, names: &ColumnNames, limits: &Limits) -> Result<(u8, u32), Flaw> {
    struct Candidate {
        separator: u8,
        above: usize,
        known: usize,
        width: usize,
    }
    let mut candidates = Vec::new();
    for (separator, _) in SEPARATORS {
        let rows = first_rows(file, encoding, separator, limits);
        let (above, known) = names.header(rows.iter().map(Vec::as_slice));
        let width = rows.get(above).map_or(0, Vec::len);
        if above == 0 && known == width && width > 1 {
            return Ok((separator, 0));
        }
        candidates.push(Candidate { separator, above, known, width });
    }
    let most = candidates.iter().map(|it| it.known).max().unwrap_or(0);
    // What does not separate anything is no separator, as long as something else is one.
    let fitting: Vec<&Candidate> = candidates.iter().filter(|it| it.known == most && it.width > 1).collect();
    match fitting.as_slice() {
        [] => {
            let above = candidates.iter().find(|it| it.known == most).map_or(0, |it| it.above);
            Ok((b',', u32::try_from(above).unwrap_or(u32::MAX)))
        }
        [only] => Ok((only.separator, u32::try_from(only.above).unwrap_or(u32::MAX))),
        // No name is known: complaints about them are clearest with the usual separator.
        _ if most == 0 => Ok((b',', 0)),
        [first, second, ..] => {
            let word = |separator: u8| SEPARATORS.iter().find(|(it, _)| *it == separator).map_or("", |(_, word)| word);
            Err(Flaw {
                code: "BS0111",
                message: format!(
                    "the columns of this table may be separated by {} or by {}",
                    word(first.separator),
                    word(second.separator)
                ),
                advice: "separate the names of the columns by one of the two only",
                line: 0,
            })
        }
    }
}

/// A column whose decimals are unclear: its first such cell, by its row after the header, and what is said about it.
pub(crate) struct Unclear {
    pub row: u32,
    pub column: usize,
    pub message: String,
    pub advice: String,
}

/// What stands before the decimals of a table's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimals {
    Points,
    Commas,
    /// Commas in some cells and points in others, each of them clear by itself.
    Both,
}

/// Cells with one sign by column: the first of them, its row after the header, and how many there are.
type Signed = BTreeMap<usize, (u32, String, u64)>;

/// What stands before the decimals of a table. `is_number` says which columns may hold numbers.
pub(crate) fn decimals(
    file: &File,
    form: &TextForm,
    limits: &Limits,
    is_number: impl Fn(usize) -> bool,
) -> Result<Decimals, Vec<Unclear>> {
    let Ok(stream) = Stream::of(file, form.encoding) else { return Ok(Decimals::Points) };
    let mut rows = CsvRows::of(stream, limits, form.separator);
    let mut record = StringRecord::new();
    let mut signed: [Signed; 4] = Default::default();
    let mut row = 0_u32;
    let mut above = form.above + 1;
    while matches!(rows.next(&mut record), Ok(true)) && u64::from(row) < limits.table_rows {
        if above > 0 {
            above -= 1;
            continue;
        }
        for (column, cell) in record.iter().enumerate().filter(|(column, _)| is_number(*column)) {
            if let Some(sign) = decimal_sign(cell) {
                signed[sign as usize].entry(column).or_insert_with(|| (row, cell.trim().to_owned(), 0)).2 += 1;
            }
        }
        row += 1;
    }
    let [commas, maybe_commas, points, maybe_points] = signed;
    match (commas.is_empty(), points.is_empty()) {
        (false, true) if maybe_points.is_empty() => Ok(Decimals::Commas),
        // Where both are used, three digits behind either may be thousands; where commas are, behind a point.
        (false, true) => Err(unclear(maybe_points, form)),
        (false, false) if maybe_commas.is_empty() && maybe_points.is_empty() => Ok(Decimals::Both),
        (false, false) => Err(unclear(maybe_commas.into_iter().chain(maybe_points), form)),
        (true, _) if !maybe_commas.is_empty() => Err(unclear(maybe_commas, form)),
        // `500.000` in a table with semicolons, where nothing says what its points are.
        (true, true) if form.separator == b';' && !maybe_points.is_empty() => Err(unclear(maybe_points, form)),
        (true, _) => Ok(Decimals::Points),
    }
}

/// What is said of cells that may have decimals or thousands, once for each column.
fn unclear(cells: impl IntoIterator<Item = (usize, (u32, String, u64))>, form: &TextForm) -> Vec<Unclear> {
    let mut told = BTreeMap::new();
    for (column, (row, cell, count)) in cells {
        let more = match count {
            1 => String::new(),
            count => format!("; so may {} more of this column", count - 1),
        };
        // A point before the three digits would be as unclear as it is.
        let decimals = cell.replace(',', ".");
        let decimals = if form.separator == b';' { format!("{decimals}0") } else { decimals };
        told.entry(column).or_insert_with(|| Unclear {
            row,
            column,
            message: format!(
                "`{cell}` may be a number with decimals or with thousands, and no other cell says which{more}"
            ),
            advice: format!("write {decimals} or {}", cell.replace([',', '.'], "")),
        });
    }
    told.into_values().collect()
}

/// What stands in a number between its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A decimal comma.
    Comma,
    /// A comma before three digits, which may separate thousands.
    MaybeComma,
    /// A decimal point.
    Point,
    /// A point before three digits.
    MaybePoint,
}

/// The sign in a cell that is a number with one sign and nothing else.
fn decimal_sign(cell: &str) -> Option<Sign> {
    let cell = cell.trim().trim_end_matches('%').trim_end();
    let cell = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = cell.split_once(['e', 'E']).unwrap_or((cell, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let at = number.find([',', '.'])?;
    let (whole, decimals) = (&number[..at], &number[at + 1..]);
    if decimals.is_empty() || exponent.is_empty() || !is_digits(whole) || !is_digits(decimals) || !is_digits(exponent) {
        return None;
    }
    let may_be_thousands = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    Some(match (number.as_bytes()[at], may_be_thousands) {
        (b',', false) => Sign::Comma,
        (b',', true) => Sign::MaybeComma,
        (_, false) => Sign::Point,
        (_, true) => Sign::MaybePoint,
    })
}

/// Gives the numbers of a row decimal points.
pub(crate) fn with_points(record: &mut StringRecord) {
    let is_one = |cell: &str| matches!(decimal_sign(cell), Some(Sign::Comma | Sign::MaybeComma));
    if record.iter().any(is_one) {
        let position = record.position().cloned();
        let cells = record.iter().map(|cell| if is_one(cell) { cell.replace(',', ".") } else { cell.to_owned() });
        *record = cells.collect();
        record.set_position(position);
    }
}

/// What was taken of a text that is not UTF-8 with commas, one after the other.
pub(crate) fn taken(form: &TextForm, decimals: Decimals, usual: u8) -> Vec<String> {
    let mut taken = Vec::new();
    if form.encoding != Encoding::Utf8 {
        taken.push(format!("{} text", form.encoding));
    }
    if let Some((_, word)) = SEPARATORS.iter().find(|(it, _)| *it == form.separator && *it != usual) {
        taken.push(format!("columns separated by {word}"));
    }
    if form.decimal_comma {
        let both = "decimal commas in some cells and points in others";
        taken.push(if decimals == Decimals::Both { both } else { "decimal commas" }.to_owned());
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_decimal_unless_it_may_separate_thousands() {
        for (cell, sign) in [
            ("12,5", Some(Sign::Comma)),
            (" -0,125 ", Some(Sign::Comma)),
            ("1234,567", Some(Sign::Comma)),
            ("12,5 %", Some(Sign::Comma)),
            (",5", Some(Sign::Comma)),
            ("1,5E-03", Some(Sign::Comma)),
            ("1,234", Some(Sign::MaybeComma)),
            ("12.5", Some(Sign::Point)),
            ("1.234", Some(Sign::MaybePoint)),
            ("1.234,5", None),
            ("1,234,567", None),
            ("2025.03.01", None),
            ("1,5d", None),
            ("5,", None),
            ("a,b", None),
            ("1e5", None),
            ("1,5e", None),
            ("", None),
        ] {
            assert_eq!(decimal_sign(cell), sign, "{cell}");
        }
    }
}
