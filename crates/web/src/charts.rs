//! Charts as places and lengths; the templates draw them and set a table beside each.

mod cluster;
mod funnel;
mod throughput;
mod waterfall;

pub(crate) use cluster::{ClusterGraph, letter};
pub(crate) use funnel::FunnelPlot;
pub(crate) use throughput::Throughput;
pub(crate) use waterfall::Waterfall;
