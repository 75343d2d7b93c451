//! Charts as places and lengths; the templates draw them and set a table beside each.

mod funnel;
mod waterfall;

pub(crate) use funnel::FunnelPlot;
pub(crate) use waterfall::Waterfall;
