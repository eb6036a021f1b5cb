//! Pixels to PNG: halved first, so that edges are smooth, then compressed as well as the format allows.

use super::Error;

/// Pixels of the picture an inch, at the width of a paper's column (8.5 cm for 2000 pixels): per metre.
const PIXELS_PER_METRE: u32 = 23_529;

/// Encodes pixels (three bytes each) at half their width and height.
///
/// # Errors
/// Where the encoder fails, which memory alone can bring about.
pub(super) fn encode(width: usize, height: usize, pixels: &[u8]) -> Result<Vec<u8>, Error> {
    let (columns, rows) = (width / 2, height / 2);
    let small = halve(width, columns, rows, pixels);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, columns as u32, rows as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: PIXELS_PER_METRE, yppu: PIXELS_PER_METRE, unit }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&small)?;
    writer.finish()?;
    Ok(bytes)
}

/// The mean of each two by two pixels.
fn halve(width: usize, columns: usize, rows: usize, pixels: &[u8]) -> Vec<u8> {
    let mut small = Vec::with_capacity(3 * columns * rows);
    for row in 0..rows {
        let upper = &pixels[3 * width * 2 * row..][..3 * width];
        let lower = &pixels[3 * width * (2 * row + 1)..][..3 * width];
        for (above, below) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for channel in 0..3 {
                let four = [above[channel], above[channel + 3], below[channel], below[channel + 3]];
                small.push(((four.iter().map(|v| u32::from(*v)).sum::<u32>() + 2) / 4) as u8);
            }
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_pixels_become_their_mean() {
        let grey = |v: u8| [v, v, v];
        let pixels = [grey(0), grey(100), grey(8), grey(8), grey(50), grey(250), grey(8), grey(8)].concat();
        assert_eq!(halve(4, 2, 1, &pixels), [100, 100, 100, 8, 8, 8]);
        assert_eq!(&encode(4, 2, &pixels).unwrap()[1..4], b"PNG");
    }
}
