//! The convergence plot: relative gap against passes, and against seconds, both axes logarithmic, in one SVG.
//!
//! The gap is (F(w_k) − F_best)/F_best with F_best the smallest objective any solver saw; a point at F_best itself has
//! gap 0, which no logarithm shows, and is drawn at the floor. Passes are logarithmic too, because solvers differ in
//! them by powers of ten. Colours: M. Okabe, K. Ito, *Color Universal Design*, 2008, told apart by most eyes; lines end in a mark.

use crate::shown;
use logodds::optim::Solution;
use plotters::coord::Shift;
use plotters::prelude::*;

/// Gaps below this are rounding.
const FLOOR: f64 = 1e-16;
/// Gaps above this mean that there is no optimum to be near.
const CEILING: f64 = 1e16;
/// Pixels of the picture.
const WIDTH: i32 = 1_000;
const HEIGHT: i32 = 470;
/// Pixels from the left edge to the axis.
const LEFT: i32 = 78;
const LINE: i32 = 22;
/// Pixels that a letter of the legend takes, at most.
const LETTER: i32 = 8;
/// Letters of a name that a line of the legend has room for.
const LETTERS: usize = 100;
const DASHES: RGBColor = RGBColor(110, 110, 110);
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

/// One solver's way to the optimum.
#[derive(Debug)]
pub struct Curve {
    name: String,
    /// Passes, seconds, relative gap.
    points: Vec<(f64, f64, f64)>,
}

impl Curve {
    /// From the trace of a solver.
    pub fn new(name: &str, end: &Solution, best: f64) -> Self {
        // Separated data drive the best to 0.
        let gap = |value: f64| ((value - best) / best.max(f64::MIN_POSITIVE)).clamp(FLOOR, CEILING);
        let points = end.trace.iter().map(|p| (p.passes, p.seconds, gap(p.value))).collect();
        Self { name: name.to_owned(), points }
    }
}

/// The picture.
///
/// # Errors
/// A sentence, if plotters fails.
pub fn svg(curves: &[Curve], tolerance: f64) -> Result<String, String> {
    let mut text = String::new();
    draw(&mut text, curves, tolerance).map_err(|error| format!("the plot could not be drawn: {error}"))?;
    Ok(text)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(text: &mut String, curves: &[Curve], tolerance: f64) -> Drawn {
    let entries = placed(curves, tolerance);
    let head = 52 + LINE * entries.last().map_or(0, |entry| entry.line + 1);
    let size = (u32::try_from(WIDTH)?, u32::try_from(HEIGHT + head)?);
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    root.fill(&WHITE)?;
    let (head, body) = root.split_vertically(head);
    let title = ("sans-serif", 18).into_font().color(&BLACK);
    head.draw(&Text::new("Relative gap to the best objective", (LEFT, 16), &title))?;
    legend(&head, &entries)?;
    let (left, right) = body.split_horizontally(WIDTH / 2);
    panel(&left, curves, tolerance, "work (passes over the data)", |p| p.0.max(1.0))?;
    panel(&right, curves, tolerance, "time (seconds)", |p| p.1.max(1e-6))?;
    root.present()?;
    Ok(())
}

/// A name of the legend and where it stands: from the left, and in which line.
struct Entry {
    name: String,
    colour: Option<RGBColor>,
    left: i32,
    line: i32,
}

/// The legend, in as many lines above both panels as it needs: there it covers nothing.
fn placed(curves: &[Curve], tolerance: f64) -> Vec<Entry> {
    let named = curves.iter().zip(COLOURS.iter().cycle()).map(|(curve, colour)| (curve.name.clone(), Some(*colour)));
    let asked = (format!("certified gap asked for, {tolerance:e}"), None);
    let (mut left, mut line) = (LEFT, 0);
    let place = |(name, colour): (String, Option<RGBColor>)| {
        let name = shown::cut(&name, LETTERS);
        let wide = 60 + LETTER * i32::try_from(name.chars().count()).unwrap_or(WIDTH);
        if left > LEFT && left + wide > WIDTH {
            (left, line) = (LEFT, line + 1);
        }
        left += wide;
        Entry { name, colour, left: left - wide, line }
    };
    named.chain([asked]).map(place).collect()
}

fn legend(area: &Area<'_>, entries: &[Entry]) -> Drawn {
    let words = ("sans-serif", 14).into_font().color(&BLACK);
    for Entry { name, colour, left, line } in entries {
        let (x, y) = (*left, 52 + LINE * line);
        match colour {
            Some(colour) => {
                area.draw(&PathElement::new([(x, y), (x + 26, y)], colour.stroke_width(3)))?;
                area.draw(&Circle::new((x + 26, y), 4, colour.filled()))?;
            }
            None => {
                area.draw(&PathElement::new([(x, y), (x + 10, y)], DASHES.stroke_width(1)))?;
                area.draw(&PathElement::new([(x + 15, y), (x + 25, y)], DASHES.stroke_width(1)))?;
            }
        }
        area.draw(&Text::new(name.clone(), (x + 36, y - 7), &words))?;
    }
    Ok(())
}

fn panel(
    area: &Area<'_>,
    curves: &[Curve],
    tolerance: f64,
    label: &str,
    across: impl Fn(&(f64, f64, f64)) -> f64,
) -> Drawn {
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.filter(|x| x.is_finite()).fold((f64::INFINITY, 0.0f64), |(low, high), x| (low.min(x), high.max(x)))
    };
    let (x0, x1) = range(&mut points().map(&across));
    let (left, right) = with_ticks(x0 * 0.9, x1 * 1.3);
    let (y0, y1) = range(&mut points().map(|p| p.2).chain([tolerance]));
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d((left..right).log_scale(), (y0 / 3.0..y1 * 3.0).log_scale())?;
    chart
        .configure_mesh()
        .x_desc(label)
        .y_desc("(F − best) / best")
        .x_labels(8)
        .y_labels(10)
        .x_label_formatter(&|x| power(*x))
        .y_label_formatter(&|y| power(*y))
        .label_style(("sans-serif", 13))
        .axis_desc_style(("sans-serif", 14))
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .draw()?;
    let level = [(left, tolerance), (right, tolerance)];
    chart.draw_series(DashedLineSeries::new(level, 5, 4, DASHES.stroke_width(1)))?;
    for (curve, colour) in curves.iter().zip(COLOURS.iter().cycle()) {
        let line = curve.points.iter().filter(|p| p.2.is_finite()).map(|p| (across(p), p.2));
        chart.draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)))?;
        chart.draw_series(line.last().map(|end| Circle::new(end, 4, colour.filled())))?;
    }
    Ok(())
}

/// A range that has two powers of ten, where an axis has its ticks: to the next ones if need be.
fn with_ticks(low: f64, high: f64) -> (f64, f64) {
    let (from, to) = (low.log10(), high.log10());
    if to.floor() - from.ceil() >= 1.0 { (low, high) } else { (10f64.powf(from.floor()), 10f64.powf(to.ceil())) }
}

/// A label for a power of ten: a plain number near 1. The axis computes powers, which are a rounding off.
fn power(x: f64) -> String {
    let short = format!("{x:.0e}");
    match short.parse::<f64>() {
        Ok(number) if (0.001..10_000.0).contains(&number) => number.to_string(),
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(count: usize, name: &str) -> Vec<Curve> {
        let gap = |k: usize, i: usize| 10f64.powf(3.0 - (i as f64) * 19.0 / (10.0 + 3.0 * k as f64)).max(FLOOR);
        let points = |k| (0..30).map(|i| (1.0 + (k * i) as f64, 1e-5 * (i + 1) as f64, gap(k, i))).collect();
        (1..=count).map(|k| Curve { name: format!("{name}-{k}"), points: points(k) }).collect()
    }

    /// Places of texts (x, y, what they say), those of the tick labels too.
    fn texts(svg: &str) -> Vec<(f64, f64, String)> {
        let number = |tag: &str, name: &str| {
            let from = tag.find(&format!(" {name}=\"")).map(|at| at + name.len() + 3)?;
            tag[from..].split('"').next()?.parse::<f64>().ok()
        };
        let tags = svg.split("<text ").skip(1);
        tags.filter_map(|tag| {
            let tag = format!(" {tag}");
            let words = tag.split('>').nth(1)?.split('<').next()?.trim().to_owned();
            Some((number(&tag, "x")?, number(&tag, "y")?, words))
        })
        .collect()
    }

    #[test]
    fn the_legend_stands_outside_of_the_grid_and_inside_of_the_picture() {
        for (count, name) in
            [(2, "newton"), (7, "gradient-descent"), (7, "a-solver-with-a-name-of-its-own-that-is-long")]
        {
            let svg = svg(&curves(count, name), 1e-8).unwrap();
            let grid = svg
                .split("<line ")
                .skip(1)
                .filter_map(|tag| tag.split("y1=\"").nth(1)?.split('"').next()?.parse().ok());
            let top = grid.fold(f64::INFINITY, f64::min);
            let legend: Vec<_> = texts(&svg).into_iter().filter(|(_, _, words)| words.contains(name)).collect();
            assert_eq!(legend.len(), count, "{svg}");
            for (x, y, words) in &legend {
                assert!(*y < top && x + 8.0 * (words.chars().count() as f64) < 1_000.0, "{words} at {x}, {y}");
            }
            assert!(
                svg.contains("Relative gap") && svg.contains("time (seconds)") && svg.contains("passes over the data")
            );
        }
    }
}
