//! Filling: what a supplier makes is poured out so that all who want it rise together, each relative to its normal flow.

/// One who wants something.
#[derive(Clone, Copy, Debug)]
struct Glass {
    /// What is still wanted, relative to normal.
    room: f64,
    /// Normal flow.
    width: f64,
    place: u32,
}

/// Memory for [`pour`], used again and again.
#[derive(Debug, Default)]
pub(super) struct Tray {
    glasses: Vec<Glass>,
    /// What each gets, relative to normal.
    level: Vec<f64>,
}

/// What is as good as nothing.
const NOTHING: f64 = 1e-20;

impl Tray {
    /// Empties the tray.
    pub(super) fn clear(&mut self) {
        self.glasses.clear();
    }

    /// One more who wants `order`, normally `amount`.
    #[inline]
    pub(super) fn push(&mut self, order: f64, amount: f64) {
        let place = self.glasses.len() as u32;
        self.glasses.push(Glass { room: order / amount, width: amount, place });
    }

    /// Pours out `left`, and tells what each gets relative to normal, and what final demand gets. `final_demand` is what
    /// it wants relative to normal, and its normal flow.
    ///
    /// As the published program does it: round after round all get the least that anybody still wants. Those who want
    /// nothing take part in the first round; final demand is charged in every round, also after it has what it wants.
    pub(super) fn pour(&mut self, mut left: f64, final_demand: Option<(f64, f64)>) -> (&[f64], f64) {
        self.level.clear();
        self.level.resize(self.glasses.len(), 0.0);
        let (mut wanted, normal) = final_demand.unwrap_or((0.0, 0.0));
        let (mut poured, mut final_level) = (0.0, 0.0);
        let mut least = self.glasses.iter().fold(positive(wanted), |least, glass| least.min(positive(glass.room)));
        while least < f64::INFINITY {
            let mut need = 0.0;
            for glass in &self.glasses {
                need += least * glass.width;
            }
            need += least * normal;
            if left > need {
                left -= need;
                poured += least;
                if wanted > 0.0 {
                    wanted -= least;
                    final_level += least;
                    if wanted <= NOTHING {
                        wanted = 0.0;
                    }
                }
                let (level, poured_out) = (&mut self.level, least);
                least = positive(wanted);
                self.glasses.retain_mut(|glass| {
                    glass.room -= poured_out;
                    let stays = glass.room > NOTHING;
                    if stays {
                        least = least.min(glass.room);
                    } else {
                        level[glass.place as usize] = poured;
                    }
                    stays
                });
            } else {
                let mut width = 0.0;
                for glass in self.glasses.iter().filter(|glass| glass.room > 0.0) {
                    width += glass.width;
                }
                if wanted > 0.0 {
                    width += normal;
                    final_level += left / width;
                }
                for glass in &self.glasses {
                    self.level[glass.place as usize] = if glass.room > 0.0 { poured + left / width } else { poured };
                }
                break;
            }
        }
        (&self.level, final_level)
    }
}

/// The value if it is above 0, else infinity: for finding the least that is wanted.
#[inline(always)]
fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { f64::INFINITY }
}
