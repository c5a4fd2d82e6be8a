//! Firms and who supplies whom: links sorted by buyer, input and supplier, and the same links seen from the suppliers.

use rayon::slice::ParallelSliceMut;
use std::error::Error;
use std::fmt;
use std::ops::Range;

/// Firms (or industries of a region), one place per firm in each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Firms {
    /// What a firm makes; to its buyers it is the type of input. Numbered from 0.
    pub sector: Vec<u32>,
    /// Final demand \[money/step\], finite and not negative.
    pub final_demand: Vec<f64>,
    /// Where it is, numbered from 0; empty if nobody asks.
    pub region: Vec<u32>,
}

impl Firms {
    /// How many firms.
    pub fn len(&self) -> usize {
        self.sector.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sector.is_empty()
    }

    /// How many sectors: the highest number and one.
    pub fn sectors(&self) -> usize {
        self.sector.iter().max().map_or(0, |most| *most as usize + 1)
    }

    /// Finds the first thing wrong.
    pub(super) fn check(&self) -> Result<(), GraphError> {
        let firms = self.len();
        if firms >= u32::MAX as usize {
            return Err(GraphError::TooLarge);
        }
        let region = if self.region.is_empty() { firms } else { self.region.len() };
        for (column, len) in [("final_demand", self.final_demand.len()), ("region", region)] {
            if len != firms {
                return Err(GraphError::Column { column, len, firms });
            }
        }
        if let Some(firm) = self.sector.iter().position(|sector| *sector >= MOST_SECTORS) {
            return Err(GraphError::Sector { firm, sector: self.sector[firm] });
        }
        match self.final_demand.iter().position(|demand| !demand.is_finite()) {
            Some(firm) => Err(GraphError::FinalDemand { firm, value: self.final_demand[firm] }),
            None => Ok(()),
        }
    }
}

/// Sector numbers stay below this, so that a table by sector is always affordable.
const MOST_SECTORS: u32 = 1 << 20;

/// One supplier's goods to one buyer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Supplying firm.
    pub supplier: u32,
    /// Buying firm; may be the supplier itself.
    pub buyer: u32,
    /// Normal flow \[money/step\], finite and positive.
    pub amount: f64,
}

/// How normal flows are kept: `f64`, or `f32` for half the memory (amounts then carry 7 digits; all state stays `f64`).
pub trait Amount: Copy + Send + Sync + fmt::Debug + sealed::Sealed + 'static {
    /// Rounds to the kept precision.
    fn keep(value: f64) -> Self;
    /// The kept value, exactly.
    fn get(self) -> f64;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Amount for f64 {
    #[inline(always)]
    fn keep(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn get(self) -> f64 {
        self
    }
}

impl Amount for f32 {
    #[inline(always)]
    fn keep(value: f64) -> Self {
        value as f32
    }
    #[inline(always)]
    fn get(self) -> f64 {
        f64::from(self)
    }
}

/// What is wrong with the parts of an economy. Firms and links are named by their place in the vectors handed in.
#[derive(Clone, Debug, PartialEq)]
pub enum GraphError {
    /// More firms or links than 32-bit indices can name.
    TooLarge,
    /// A column of [`Firms`] has not one value per firm.
    Column {
        /// Field of [`Firms`].
        column: &'static str,
        /// Its length.
        len: usize,
        /// How many firms there are.
        firms: usize,
    },
    /// A sector number is too high to be one.
    Sector {
        /// The firm.
        firm: usize,
        /// Its sector.
        sector: u32,
    },
    /// A final demand is not finite.
    FinalDemand {
        /// The firm.
        firm: usize,
        /// Its final demand.
        value: f64,
    },
    /// A link names a firm that does not exist.
    UnknownFirm {
        /// The link.
        link: usize,
        /// What it names.
        firm: u32,
    },
    /// An amount is not positive and finite (in a table: negative or not finite), or too small or large for the kept precision.
    Amount {
        /// The supplier.
        supplier: u32,
        /// The buyer.
        buyer: u32,
        /// The amount.
        value: f64,
    },
    /// Two links join the same supplier and buyer.
    Duplicate {
        /// The supplier.
        supplier: u32,
        /// The buyer.
        buyer: u32,
    },
    /// A table has not one cell per pair of industries.
    Cells {
        /// How many it has.
        cells: usize,
        /// How many industries there are.
        firms: usize,
    },
}

impl fmt::Display for GraphError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(out, "more firms or links than 32-bit indices can name"),
            Self::Column { column, len, firms } => write!(out, "`{column}` has {len} values for {firms} firms"),
            Self::Sector { firm, sector } => {
                write!(out, "firm {firm}: sector {sector} is not below {MOST_SECTORS}")
            }
            Self::FinalDemand { firm, value } => {
                write!(out, "firm {firm}: final demand must be finite, not {value}")
            }
            Self::UnknownFirm { link, firm } => write!(out, "link {link} names firm {firm}, which does not exist"),
            Self::Amount { supplier, buyer, value } => {
                write!(out, "from firm {supplier} to firm {buyer}: {value} is not an amount")
            }
            Self::Duplicate { supplier, buyer } => {
                write!(out, "two links join supplier {supplier} and buyer {buyer}")
            }
            Self::Cells { cells, firms } => write!(out, "{cells} cells do not make a table of {firms} industries"),
        }
    }
}

impl Error for GraphError {}

/// A supply network, compiled. All links of a buyer whose suppliers share a sector form a **group**: one input.
///
/// Links are sorted by buyer, sector of the supplier, supplier; groups therefore by buyer, sector. A link's or group's
/// number is its place in that order. Takes `4 + size_of::<A>() + 4` bytes per link, 4 per group, 24 to 28 per firm.
#[derive(Clone, Debug)]
pub struct Graph<A = f64> {
    firms: Firms,
    /// Groups of each buyer; one more than firms.
    first_group: Vec<u32>,
    /// Links of each group; one more than groups.
    first_link: Vec<u32>,
    supplier: Vec<u32>,
    amount: Vec<A>,
    /// Sales of each supplier; one more than firms.
    first_sale: Vec<u32>,
    /// Links by supplier, buyer.
    sale: Vec<u32>,
}

impl<A: Amount> Graph<A> {
    /// Compiles a network. Links may come in any order.
    ///
    /// # Errors
    /// The first thing found wrong with firms or links.
    pub fn new(firms: Firms, mut links: Vec<Link>) -> Result<Self, GraphError> {
        firms.check()?;
        if links.len() >= u32::MAX as usize {
            return Err(GraphError::TooLarge);
        }
        for (link, it) in links.iter().enumerate() {
            if let Some(firm) = [it.supplier, it.buyer].into_iter().find(|firm| *firm as usize >= firms.len()) {
                return Err(GraphError::UnknownFirm { link, firm });
            }
            let kept = A::keep(it.amount).get();
            if !(kept.is_finite() && kept > 0.0) {
                return Err(GraphError::Amount { supplier: it.supplier, buyer: it.buyer, value: it.amount });
            }
        }
        let key = |link: &Link| (link.buyer, firms.sector[link.supplier as usize], link.supplier);
        if !links.is_sorted_by_key(key) {
            links.par_sort_unstable_by_key(key);
        }
        if let Some(pair) =
            links.windows(2).find(|pair| pair[0].buyer == pair[1].buyer && pair[0].supplier == pair[1].supplier)
        {
            return Err(GraphError::Duplicate { supplier: pair[0].supplier, buyer: pair[0].buyer });
        }

        let supplier: Vec<u32> = links.iter().map(|link| link.supplier).collect();
        let amount: Vec<A> = links.iter().map(|link| A::keep(link.amount)).collect();
        let mut first_group = Vec::with_capacity(firms.len() + 1);
        let mut first_link = vec![];
        let mut link = 0;
        for buyer in 0..firms.len() as u32 {
            first_group.push(first_link.len() as u32);
            let mut before = None;
            while link < links.len() && links[link].buyer == buyer {
                let sector = firms.sector[supplier[link] as usize];
                if before != Some(sector) {
                    first_link.push(link as u32);
                    before = Some(sector);
                }
                link += 1;
            }
        }
        drop(links);
        first_group.push(first_link.len() as u32);
        first_link.push(supplier.len() as u32);
        first_link.shrink_to_fit();

        // A counting sort; taking the links in order leaves the sales of each supplier in order of the buyers.
        let mut first_sale = vec![0_u32; firms.len() + 1];
        for of in &supplier {
            first_sale[*of as usize] += 1;
        }
        let mut end = 0;
        for count in &mut first_sale {
            end += std::mem::replace(count, end);
        }
        let mut sale = vec![0_u32; supplier.len()];
        for (link, of) in supplier.iter().enumerate() {
            let next = &mut first_sale[*of as usize];
            sale[*next as usize] = link as u32;
            *next += 1;
        }
        // Each beginning has moved to its end, which is the next one's beginning.
        first_sale.rotate_right(1);
        first_sale[0] = 0;
        Ok(Self { firms, first_group, first_link, supplier, amount, first_sale, sale })
    }

    /// The firms, as handed in.
    pub fn firms(&self) -> &Firms {
        &self.firms
    }

    /// How many firms.
    pub fn firm_count(&self) -> usize {
        self.firms.len()
    }

    /// How many groups.
    pub fn group_count(&self) -> usize {
        self.first_link.len() - 1
    }

    /// How many links.
    pub fn link_count(&self) -> usize {
        self.supplier.len()
    }

    /// Bytes it keeps.
    pub fn bytes(&self) -> usize {
        let firms =
            self.firms.len() * (size_of::<u32>() + size_of::<f64>()) + self.firms.region.len() * size_of::<u32>();
        let numbers = self.first_group.len() + self.first_link.len() + self.supplier.len() + self.first_sale.len();
        firms + (numbers + self.sale.len()) * size_of::<u32>() + self.amount.len() * size_of::<A>()
    }

    /// Groups of a buyer, in order of their sector.
    #[inline]
    pub fn groups(&self, buyer: usize) -> Range<usize> {
        self.first_group[buyer] as usize..self.first_group[buyer + 1] as usize
    }

    /// Links of a group, in order of the suppliers.
    #[inline]
    pub fn links(&self, group: usize) -> Range<usize> {
        self.first_link[group] as usize..self.first_link[group + 1] as usize
    }

    /// Links of a buyer, in order of sector and supplier.
    #[inline]
    pub fn purchases(&self, buyer: usize) -> Range<usize> {
        let groups = self.groups(buyer);
        self.first_link[groups.start] as usize..self.first_link[groups.end] as usize
    }

    /// Links of a supplier, in order of the buyers.
    #[inline]
    pub fn sales(&self, supplier: usize) -> &[u32] {
        &self.sale[self.first_sale[supplier] as usize..self.first_sale[supplier + 1] as usize]
    }

    /// Links of neighbouring suppliers, in order of supplier and buyer.
    #[inline]
    pub fn sales_of(&self, suppliers: Range<usize>) -> &[u32] {
        &self.sale[self.first_sale[suppliers.start] as usize..self.first_sale[suppliers.end] as usize]
    }

    /// Supplier of each link.
    pub fn suppliers(&self) -> &[u32] {
        &self.supplier
    }

    /// Normal flow of each link \[money/step\].
    pub fn amounts(&self) -> &[A] {
        &self.amount
    }

    /// Sector of the suppliers of a group: the type of the input.
    #[inline]
    pub fn input(&self, group: usize) -> u32 {
        self.firms.sector[self.supplier[self.first_link[group] as usize] as usize]
    }

    /// Buyer of a link, by two binary searches.
    pub fn buyer(&self, link: usize) -> usize {
        let group = self.first_link.partition_point(|first| *first as usize <= link) - 1;
        self.first_group.partition_point(|first| *first as usize <= group) - 1
    }

    /// The link that joins two firms, if there is one.
    pub fn link(&self, supplier: usize, buyer: usize) -> Option<usize> {
        let (sales, sector) = (self.sales(supplier), self.firms.sector[supplier]);
        let wanted = self.purchases(buyer);
        let of_sector = |link: &usize| self.firms.sector[self.supplier[*link] as usize] == sector;
        let place = sales.partition_point(|link| (*link as usize) < wanted.start);
        let link = *sales.get(place)? as usize;
        (wanted.contains(&link) && of_sector(&link)).then_some(link)
    }

    /// What each firm sells to others \[money/step\], summed in order of the buyers.
    pub fn sold(&self) -> Vec<f64> {
        let sum = |supplier| self.sales(supplier).iter().map(|link| self.amount[*link as usize].get()).sum();
        (0..self.firm_count()).map(sum).collect()
    }

    /// What each firm buys \[money/step\], summed in order of the suppliers.
    pub fn bought(&self) -> Vec<f64> {
        let mut order: Vec<(u32, f64)> = vec![];
        let mut sums = Vec::with_capacity(self.firm_count());
        for buyer in 0..self.firm_count() {
            order.clear();
            order.extend(self.purchases(buyer).map(|link| (self.supplier[link], self.amount[link].get())));
            order.sort_unstable_by_key(|(supplier, _)| *supplier);
            sums.push(order.iter().map(|(_, amount)| amount).sum());
        }
        sums
    }
}
