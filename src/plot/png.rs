//! Pixels to PNG: halved, so that edges are smooth; then as indices into a palette, a third of the size of full
//! colours; then compressed as well as the format allows.

use super::Error;
use std::collections::HashMap;

/// Density at which the picture is as wide as a paper's column: 2000 pixels for 8.5 cm.
const PIXELS_PER_METRE: u32 = 23_529;

/// Colours in a palette.
const PALETTE: usize = 256;

/// Of these, the most frequent ones; the rest are chosen so that no colour of the picture is far from all.
const FREQUENT: usize = 128;

type Rgb = [u8; 3];

/// Encodes pixels (three bytes each) at half their width and height.
///
/// # Errors
/// Where the encoder fails.
pub(super) fn encode(width: usize, height: usize, pixels: &[u8]) -> Result<Vec<u8>, Error> {
    let (columns, rows) = (width / 2, height / 2);
    let (palette, indices) = index(&halve(width, columns, rows, pixels));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, columns as u32, rows as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: PIXELS_PER_METRE, yppu: PIXELS_PER_METRE, unit }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(bytes)
}

/// The mean of each two by two pixels.
fn halve(width: usize, columns: usize, rows: usize, pixels: &[u8]) -> Vec<Rgb> {
    let mut small = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        let upper = &pixels[3 * width * 2 * row..][..6 * columns];
        let lower = &pixels[3 * width * (2 * row + 1)..][..6 * columns];
        small.extend(upper.chunks_exact(6).zip(lower.chunks_exact(6)).map(|(above, below)| {
            [0, 1, 2].map(|channel| {
                let four = [above[channel], above[channel + 3], below[channel], below[channel + 3]];
                ((four.iter().map(|v| u32::from(*v)).sum::<u32>() + 2) / 4) as u8
            })
        }));
    }
    small
}

/// A palette, and for each pixel the index of the colour in it that is nearest to its own.
fn index(pixels: &[Rgb]) -> (Vec<Rgb>, Vec<u8>) {
    let mut counts: HashMap<Rgb, u64> = HashMap::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len() as u64;
    }
    let mut colours: Vec<(Rgb, u64)> = counts.into_iter().collect();
    colours.sort_unstable_by_key(|(rgb, count)| (std::cmp::Reverse(*count), *rgb));
    let colours: Vec<Rgb> = colours.into_iter().map(|c| c.0).collect();
    let (palette, nearest) = palette(&colours);
    let indices: HashMap<Rgb, u8> = colours.into_iter().zip(nearest).collect();
    let runs = pixels.chunk_by(|a, b| a == b);
    (palette, runs.flat_map(|run| std::iter::repeat_n(indices[&run[0]], run.len())).collect())
}

/// A palette for colours in the order of their frequency, and for each of them the index of the nearest.
fn palette(colours: &[Rgb]) -> (Vec<Rgb>, Vec<u8>) {
    let mut palette: Vec<Rgb> = Vec::new();
    let mut nearest = vec![(u32::MAX, 0_u8); colours.len()];
    while palette.len() < PALETTE.min(colours.len()) {
        let next = if palette.len() < FREQUENT {
            colours[palette.len()]
        } else {
            let worst = colours.iter().zip(&nearest).rev().max_by_key(|(_, near)| near.0);
            match worst {
                Some((colour, near)) if near.0 > 0 => *colour,
                _ => break,
            }
        };
        // At most 256 are added.
        let place = palette.len() as u8;
        palette.push(next);
        for (colour, near) in colours.iter().zip(&mut nearest) {
            *near = (*near).min((distance(*colour, next), place));
        }
    }
    (palette, nearest.into_iter().map(|n| n.1).collect())
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    a.into_iter().zip(b).map(|(x, y)| u32::from(x.abs_diff(y)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(v: u8) -> Rgb {
        [v, v, v]
    }

    #[test]
    fn two_by_two_pixels_become_their_mean() {
        let pixels = [grey(0), grey(100), grey(8), grey(8), grey(50), grey(250), grey(8), grey(8)].concat();
        assert_eq!(halve(4, 2, 1, &pixels), [grey(100), grey(8)]);
        assert_eq!(&encode(4, 2, &pixels).unwrap()[1..4], b"PNG");
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let pixels = [grey(1), grey(1), grey(200), grey(3), grey(1)];
        let (palette, indices) = index(&pixels);
        assert!(pixels.iter().zip(indices).all(|(pixel, i)| palette[usize::from(i)] == *pixel));
    }

    #[test]
    fn many_colours_are_replaced_by_near_ones() {
        let pixels: Vec<Rgb> = (0..=255).flat_map(|a| (0..20).map(move |b| [a, 255 - a, b])).collect();
        let (palette, indices) = index(&pixels);
        assert_eq!(palette.len(), PALETTE);
        assert!(pixels.iter().zip(indices).all(|(pixel, i)| distance(palette[usize::from(i)], *pixel) < 200));
    }
}
