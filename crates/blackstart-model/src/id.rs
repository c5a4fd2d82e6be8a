//! Typed indices: a `SystemId` opens only a `Table<SystemId, _>`.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A position in one kind of table.
pub trait Key: Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug {
    /// The id at a position.
    fn new(index: usize) -> Self;
    /// The position.
    fn index(self) -> usize;
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(u32);
        impl Key for $name {
            fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("tables hold fewer than 2^32 rows"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

keys! {
    /// A zone.
    ZoneId,
    /// A system.
    SystemId,
    /// A service.
    ServiceId,
    /// A crew.
    CrewId,
    /// A working calendar.
    CalendarId,
    /// A season of final demand.
    SeasonId,
    /// A product.
    ProductId,
    /// A party that bears losses.
    PartyId,
    /// A site.
    SiteId,
    /// A named target set of services.
    TargetId,
    /// A source of numbers.
    SourceId,
    /// Data that systems hold.
    DataId,
}

/// Rows of one kind, opened by their own key only.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<K, T> {
    rows: Vec<T>,
    key: PhantomData<K>,
}

impl<K: Key, T> Table<K, T> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// Rows with their keys, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (K, &T)> + DoubleEndedIterator {
        self.rows.iter().enumerate().map(|(i, row)| (K::new(i), row))
    }
    /// Keys, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = K> + use<K, T> {
        (0..self.rows.len()).map(K::new)
    }
    /// Rows, in order.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }
    /// Adds a row and returns its key.
    pub fn push(&mut self, row: T) -> K {
        self.rows.push(row);
        K::new(self.rows.len() - 1)
    }
}

impl<K: Key, T> From<Vec<T>> for Table<K, T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, key: PhantomData }
    }
}

impl<K: Key, T> FromIterator<T> for Table<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self::from(rows.into_iter().collect::<Vec<_>>())
    }
}

impl<K: Key, T> Default for Table<K, T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<K: Key, T> Index<K> for Table<K, T> {
    type Output = T;
    fn index(&self, key: K) -> &T {
        &self.rows[key.index()]
    }
}

impl<K: Key, T> IndexMut<K> for Table<K, T> {
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.rows[key.index()]
    }
}

/// The key that an entity's luck hangs on: 64-bit FNV-1a of `kind/id` (Fowler, Noll, Vo). The same in every version.
pub fn key(kind: &str, id: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind.bytes().chain(std::iter::once(b'/')).chain(id.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_are_fnv_1a_of_kind_and_id() {
        // FNV-1a of "foobar" is 85944171f73967e8 (the authors' test vectors); "a/b" computed by hand from the definition.
        let fnv = |text: &str| {
            text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
        };
        assert_eq!(fnv("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(key("system", "erp"), fnv("system/erp"));
        assert_ne!(key("system", "erp"), key("service", "erp"));
    }
}
