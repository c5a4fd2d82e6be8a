//! Tables as columns that know their own names: what results are made of, and all that a file format has to know about them.

pub use crate::words::Words;

/// Type of the numbers of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 8-bit, not negative.
    U8,
    /// 16-bit, not negative.
    U16,
    /// 32-bit, not negative.
    U32,
    /// 32-bit floating point.
    F32,
    /// 64-bit floating point.
    F64,
}

/// The numbers of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// 8-bit, not negative.
    U8(Vec<u8>),
    /// 16-bit, not negative.
    U16(Vec<u16>),
    /// 32-bit, not negative.
    U32(Vec<u32>),
    /// 32-bit floating point.
    F32(Vec<f32>),
    /// 64-bit floating point.
    F64(Vec<f64>),
}

/// The numbers of one column, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slice<'a> {
    /// 8-bit, not negative.
    U8(&'a [u8]),
    /// 16-bit, not negative.
    U16(&'a [u16]),
    /// 32-bit, not negative.
    U32(&'a [u32]),
    /// 32-bit floating point.
    F32(&'a [f32]),
    /// 64-bit floating point.
    F64(&'a [f64]),
}

/// A number that a column can be made of.
pub trait Cell: Copy {
    /// Its type.
    const KIND: Kind;
    /// A column of them, borrowed.
    fn slice(values: &[Self]) -> Slice<'_>
    where
        Self: Sized;
    /// A column of them, owned; `None` if the cells are of another type.
    fn take(cells: Cells) -> Option<Vec<Self>>
    where
        Self: Sized;
}

macro_rules! cell {
    ($($type:ty, $kind:ident;)*) => {$(
        impl Cell for $type {
            const KIND: Kind = Kind::$kind;
            fn slice(values: &[Self]) -> Slice<'_> {
                Slice::$kind(values)
            }
            fn take(cells: Cells) -> Option<Vec<Self>> {
                match cells {
                    Cells::$kind(values) => Some(values),
                    _ => None,
                }
            }
        }
    )*};
}

cell! {
    u8, U8;
    u16, U16;
    u32, U32;
    f32, F32;
    f64, F64;
}

/// Name and meaning of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// What its numbers stand for.
    pub words: Words,
    /// Their type.
    pub kind: Kind,
}

/// A table of results: one column per fact, rows in replicate order.
pub trait Rows: Default + Clone + PartialEq {
    /// Name of the table, and of its file.
    const NAME: &'static str;
    /// Its columns, in order.
    const COLUMNS: &'static [Column];
    /// Number of rows.
    fn len(&self) -> usize;
    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Its columns' numbers, in order.
    fn slices(&self) -> Vec<Slice<'_>>;
    /// A table made of columns in order; `None` if their number, type or length does not fit.
    fn from_cells(cells: Vec<Cells>) -> Option<Self>;
    /// Adds the rows of another table behind its own.
    fn append(&mut self, other: Self);
    /// Makes room for that many rows more.
    fn reserve(&mut self, rows: usize);
    /// Bytes of memory its rows take.
    fn bytes(&self) -> usize {
        let row: usize = Self::COLUMNS
            .iter()
            .map(|column| match column.kind {
                Kind::U8 => 1,
                Kind::U16 => 2,
                Kind::U32 | Kind::F32 => 4,
                Kind::F64 => 8,
            })
            .sum();
        row * self.len()
    }
}

/// Makes tables and their rows: `Name of Row "file" { column: type = meaning, … }`.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident of $row:ident $file:literal { $($(#[$column_doc:meta])* $column:ident: $type:ty = $words:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$column_doc])* pub $column: Vec<$type>,)*
        }

        #[doc = concat!("A row of [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $row {
            $($(#[$column_doc])* pub $column: $type,)*
        }

        impl $name {
            /// Adds a row.
            pub fn push(&mut self, row: $row) {
                $(self.$column.push(row.$column);)*
            }
        }

        impl $crate::cells::Rows for $name {
            const NAME: &'static str = $file;
            const COLUMNS: &'static [$crate::cells::Column] = &[
                $($crate::cells::Column {
                    name: stringify!($column),
                    words: $crate::words::Words::$words,
                    kind: <$type as $crate::cells::Cell>::KIND,
                },)*
            ];
            fn len(&self) -> usize {
                let lengths = [$(self.$column.len(),)*];
                lengths[0]
            }
            fn slices(&self) -> Vec<$crate::cells::Slice<'_>> {
                vec![$(<$type as $crate::cells::Cell>::slice(&self.$column),)*]
            }
            fn from_cells(cells: Vec<$crate::cells::Cells>) -> Option<Self> {
                let mut cells = cells.into_iter();
                let table = Self { $($column: <$type as $crate::cells::Cell>::take(cells.next()?)?,)* };
                let lengths = [$(table.$column.len(),)*];
                (cells.next().is_none() && lengths.iter().all(|&length| length == lengths[0])).then_some(table)
            }
            fn reserve(&mut self, rows: usize) {
                $(self.$column.reserve_exact(rows);)*
            }
            fn append(&mut self, other: Self) {
                $(self.$column.extend_from_slice(&other.$column);)*
            }
        }
    )*};
}
pub(crate) use tables;
