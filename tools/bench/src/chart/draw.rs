//! Two panels, one above the other, with a common legend.

use super::month::{Line, Point, DAYS};
use anyhow::{Context, Result};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use std::ops::Range;

const SIZE: (u32, u32) = (900, 860);
const LEGEND_HEIGHT: u32 = 110;
const FONT: (&str, u32) = ("sans-serif", 16);
const TITLE: (&str, u32) = ("sans-serif", 20);
/// Room left of the panels for numbers, and below them for days.
const LABELS: (u32, u32) = (62, 42);
/// Colours that people with colour blindness tell apart (M. Okabe and K. Ito, 2008), on white and on black.
const COLOURS: [RGBColor; 5] = [
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(230, 159, 0),
    RGBColor(213, 94, 0),
    RGBColor(190, 100, 160),
];
/// Swaps paper and ink where the reader's screen is dark.
const DARK: &str = "<style>@media (prefers-color-scheme: dark) { \
    rect[fill=\"#FFFFFF\"] { fill: #0D1117 } text { fill: #E6EDF3 } [stroke=\"#000000\"] { stroke: #E6EDF3 } \
    }</style>\n";

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// One of the two panels.
struct Panel {
    title: &'static str,
    unit: &'static str,
    height: fn(&Line, &Point) -> f64,
}

const PANELS: [Panel; 2] = [
    Panel {
        title: "Value V",
        unit: "% of V at the start",
        height: |line, point| 100.0 * point.value / line.first_value,
    },
    Panel {
        title: "Payouts, added up",
        unit: "PHA per 1,000 PHA at stake",
        height: |line, point| 1_000.0 * point.paid / line.stake,
    },
];

/// The picture as an SVG document.
pub(super) fn svg(lines: &[Line]) -> Result<String> {
    let mut svg = String::new();
    {
        let picture = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        picture.fill(&WHITE)?;
        let (legend, panels) = picture.split_vertically(LEGEND_HEIGHT);
        draw_legend(&legend, lines)?;
        for (area, panel) in panels.split_evenly((PANELS.len(), 1)).iter().zip(&PANELS) {
            draw_panel(area, panel, lines)?;
        }
        picture.present()?;
    }
    let head = svg.find('>').context("plotters wrote no SVG document")? + 1;
    svg.insert_str(head, &format!("\n{DARK}"));
    Ok(svg)
}

/// The lines' names in two columns.
fn draw_legend(area: &Area<'_>, lines: &[Line]) -> Result<()> {
    let text = FONT.into_font().into_text_style(area).pos(Pos::new(HPos::Left, VPos::Center));
    for (place, (line, colour)) in lines.iter().zip(COLOURS).enumerate() {
        let (x, y) = (24 + (place % 2) as i32 * 440, 24 + (place / 2) as i32 * 28);
        area.draw(&PathElement::new(vec![(x, y), (x + 28, y)], colour.stroke_width(3)))?;
        let name =
            format!("{}: {} PHA at stake, V {}", line.name, whole(line.stake), whole(line.first_value));
        area.draw(&Text::new(name, (x + 38, y), text.clone()))?;
    }
    Ok(())
}

fn draw_panel(area: &Area<'_>, panel: &Panel, lines: &[Line]) -> Result<()> {
    let mut chart = ChartBuilder::on(area)
        .caption(panel.title, TITLE)
        .margin(10)
        .margin_right(24)
        .y_label_area_size(LABELS.0)
        .x_label_area_size(LABELS.1)
        .build_cartesian_2d(0.0..f64::from(DAYS), range(panel, lines))?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .label_style(FONT)
        .axis_desc_style(FONT)
        .x_labels(11)
        .y_labels(8)
        .x_desc("days")
        .y_desc(panel.unit)
        .x_label_formatter(&|day| format!("{day:.0}"))
        .y_label_formatter(&|height| format!("{height:.0}"))
        .draw()?;
    for (line, colour) in lines.iter().zip(COLOURS) {
        let points = line.points.iter().map(|point| (point.day, (panel.height)(line, point)));
        chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
    }
    Ok(())
}

/// All that a panel shows, with a margin of a twentieth.
fn range(panel: &Panel, lines: &[Line]) -> Range<f64> {
    let heights =
        || lines.iter().flat_map(|line| line.points.iter().map(|point| (panel.height)(line, point)));
    let (low, high) = (heights().fold(f64::MAX, f64::min), heights().fold(f64::MIN, f64::max));
    let margin = (high - low) / 20.0;
    let floor = if low > 0.0 { low - margin } else { 0.0 };
    floor..high + margin
}

/// A whole number, thousands apart.
fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}
