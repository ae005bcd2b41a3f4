//! What the source reads from files that h5py wrote, what the sink writes, and what both refuse.

mod checksum;
mod common;
mod components;
mod compressed;
mod damage;
mod direct;
mod direct_damage;
mod filling;
mod links;
mod made;
mod refusals;
mod scales;
mod storage;
mod types;
mod writing;
