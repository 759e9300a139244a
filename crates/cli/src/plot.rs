//! The convergence plot: relative gap against passes, and against seconds, both axes logarithmic, in one SVG.
//!
//! The gap is (F(w_k) − F_best)/F_best with F_best the smallest objective any solver saw; a point at F_best itself has
//! gap 0, which no logarithm shows, and is drawn at the floor. Passes are logarithmic too, because solvers differ in
//! them by powers of ten. Colours: M. Okabe, K. Ito, *Color Universal Design*, 2008, told apart by most eyes; lines end in a mark.

use logodds::optim::Solution;
use plotters::coord::Shift;
use plotters::prelude::*;

/// Gaps below this are rounding.
const FLOOR: f64 = 1e-16;
/// Gaps above this mean that there is no optimum to be near.
const CEILING: f64 = 1e16;
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
    let root = SVGBackend::with_string(text, (1_000, 460)).into_drawing_area();
    root.fill(&WHITE)?;
    let (head, body) = root.split_vertically(36);
    legend(&head, curves, tolerance)?;
    let (left, right) = body.split_horizontally(500);
    panel(&left, curves, tolerance, "passes over the data", |p| p.0.max(1.0))?;
    panel(&right, curves, tolerance, "seconds", |p| p.1.max(1e-6))?;
    root.present()?;
    Ok(())
}

/// One line above both panels, where it covers nothing.
fn legend(area: &Area<'_>, curves: &[Curve], tolerance: f64) -> Drawn {
    let words = ("sans-serif", 14).into_font().color(&BLACK);
    let mut x = 78;
    for (curve, colour) in curves.iter().zip(COLOURS.iter().cycle()) {
        area.draw(&PathElement::new([(x, 22), (x + 26, 22)], colour.stroke_width(3)))?;
        area.draw(&Circle::new((x + 26, 22), 4, colour.filled()))?;
        area.draw(&Text::new(curve.name.clone(), (x + 36, 15), &words))?;
        x += 60 + 8 * i32::try_from(curve.name.chars().count())?;
    }
    area.draw(&PathElement::new([(x, 22), (x + 10, 22)], DASHES.stroke_width(1)))?;
    area.draw(&PathElement::new([(x + 15, 22), (x + 25, 22)], DASHES.stroke_width(1)))?;
    area.draw(&Text::new(format!("certified gap asked for, {tolerance:e}"), (x + 34, 15), &words))?;
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
    let (y0, y1) = range(&mut points().map(|p| p.2).chain([tolerance]));
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d((x0 * 0.9..(x1 * 1.3).max(x0 * 2.0)).log_scale(), (y0 / 3.0..y1 * 3.0).log_scale())?;
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
    let level = [(x0 * 0.9, tolerance), (x1 * 1.3, tolerance)];
    chart.draw_series(DashedLineSeries::new(level, 5, 4, DASHES.stroke_width(1)))?;
    for (curve, colour) in curves.iter().zip(COLOURS.iter().cycle()) {
        let line = curve.points.iter().filter(|p| p.2.is_finite()).map(|p| (across(p), p.2));
        chart.draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)))?;
        chart.draw_series(line.last().map(|end| Circle::new(end, 4, colour.filled())))?;
    }
    Ok(())
}

/// A label for a power of ten: a plain number near 1. The axis computes powers, which are a rounding off.
fn power(x: f64) -> String {
    let short = format!("{x:.0e}");
    match short.parse::<f64>() {
        Ok(number) if (0.001..10_000.0).contains(&number) => number.to_string(),
        _ => short,
    }
}
