//! The colour of each stance, the same in the workbook and on the page.
//!
//! Blue for the target, vermilion against it, grey for no position: people of every common kind of
//! colour vision tell them apart, and their lightness differs too. Other labels take colours from
//! M. Okabe and K. Ito, "Color universal design" (2008).

use crate::stance::{Dimension, Label, Role};

/// A colour of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// For bars and dots.
    pub strong: u32,
    /// For the ground under text.
    pub pale: u32,
}

const COLOURS: [Colour; 8] = [
    Colour {
        strong: 0x1F_6F_B5,
        pale: 0xDC_EA_F7,
    },
    Colour {
        strong: 0xD2_5F_13,
        pale: 0xFB_E4_D5,
    },
    Colour {
        strong: 0x9A_A1_AB,
        pale: 0xEC_EE_F0,
    },
    Colour {
        strong: 0x00_8F_6B,
        pale: 0xD5_EF_E7,
    },
    Colour {
        strong: 0xB8_5C_93,
        pale: 0xF5_E1_EC,
    },
    Colour {
        strong: 0xB8_86_00,
        pale: 0xF8_EC_CC,
    },
    Colour {
        strong: 0x4F_A9_DC,
        pale: 0xDD_F0_FA,
    },
    Colour {
        strong: 0x4B_4F_58,
        pale: 0xE2_E3_E6,
    },
];

/// What is uncertain.
pub const UNCERTAIN: Colour = Colour {
    strong: 0xD8_DC_E2,
    pale: 0xFF_FF_FF,
};

/// The place of a label's colour, from 0 to 7; with more labels colours come again.
pub fn place(dimension: &Dimension, label: &Label) -> usize {
    let free = [3, 4, 5, 6, 7];
    match label.role {
        Some(Role::Favor) => 0,
        Some(Role::Against) => 1,
        Some(Role::None) => 2,
        None => {
            let without = dimension.labels.iter().filter(|other| other.role.is_none());
            let at = without.take_while(|other| other.id != label.id).count();
            free[at % free.len()]
        }
    }
}

/// The colour at a place.
pub fn colour(place: usize) -> Colour {
    COLOURS[place % COLOURS.len()]
}
