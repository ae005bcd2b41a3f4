//! How a window is cut into tiles: small enough that what a tile needs stays in the cache, and numerous enough to keep
//! every thread busy.

use crate::cache;

/// Longest row of a tile, in numbers.
const ROW: usize = 8192;

/// Tiles for each thread, so that a slow thread leaves work to the others.
const TILES_PER_THREAD: usize = 8;

/// Those that share planes, at least, where their planes are large enough to be cut so.
const LEAST_TILES_PER_THREAD: usize = 2;

/// Points of a plane of a tile that are not worth being cut.
const LEAST_PLANE: usize = 8192;

/// Planes of a tile whose rows are packed: it and a plane on each side fit into the cache.
const PACKED_PLANES: usize = 8;

/// Rows of such a plane, at least: a row on each side is packed too.
const PACKED_ROWS: usize = 16;

/// Rows are cut into multiples of so many numbers.
const CUT: usize = 64;

/// Tiles along the slowest axis read the planes at their ends twice: that should be few of many.
const LEAST_PLANES: usize = 16;

/// Bounds of a tile, in numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    row: usize,
    plane: usize,
    tile: usize,
}

impl Bounds {
    /// Bounds for a window of `total` points, of whose planes so many bytes for each point of a plane are needed at a time, which
    /// planes that follow each other share or not, and whose rows must be `packed` into contiguous ones or not.
    pub(crate) fn new(total: usize, bytes: usize, shared: bool, packed: bool, threads: usize) -> Self {
        Self::in_cache(cache::second(), total, bytes, shared, packed, threads)
    }

    /// The same for a cache of so many bytes.
    fn in_cache(
        cache: usize,
        total: usize,
        bytes: usize,
        shared: bool,
        packed: bool,
        threads: usize,
    ) -> Self {
        // The rest is left to whatever else comes by.
        let cached = (cache / 3 * 2 / bytes.max(1)).max(1);
        if packed {
            let plane = (cached / (PACKED_PLANES + 2)).max(1);
            let row = (plane / PACKED_ROWS).next_multiple_of(CUT).clamp(CUT, ROW);
            return Self { row, plane, tile: PACKED_PLANES * plane };
        }
        let fair = total / (TILES_PER_THREAD * threads);
        if !shared {
            return Self { row: ROW, plane: cached, tile: fair.max(ROW) };
        }
        // Where threads are many, planes are cut smaller: to read rows at their ends twice costs less than planes.
        let plane = cached.min((total / (LEAST_TILES_PER_THREAD * threads * LEAST_PLANES)).max(LEAST_PLANE));
        Self { row: ROW, plane, tile: fair.max(LEAST_PLANES * plane) }
    }

    /// The position along which a tile of these extents is to be cut in two, and where; none when it is small enough.
    /// `reach` says along which positions results need their neighbours.
    ///
    /// The slowest position with a reach is walked plane by plane. Those before it share nothing between their indices
    /// and are cut at will; those behind it are cut until the planes that a row needs fit into the cache.
    pub(crate) fn cut(self, extents: &[usize], reach: &[bool]) -> Option<(usize, usize)> {
        let last = extents.len() - 1;
        // Where rows are few, longer ones fit.
        let rows: usize = extents[..last].iter().product();
        let row = ROW.min(self.row * (PACKED_PLANES * PACKED_ROWS).div_ceil(rows.max(1)));
        if extents[last] > row {
            return Some((last, middle(extents[last], extents[last].div_ceil(row)).next_multiple_of(CUT)));
        }
        let walked = (0..last).find(|position| reach[*position]).unwrap_or(0);
        let plane: usize = extents[(walked + 1).min(last)..].iter().product();
        let across = (walked + 1..last).find(|position| extents[*position] > 1);
        if let Some(across) = across.filter(|_| plane > self.plane) {
            return Some((across, middle(extents[across], plane.div_ceil(self.plane))));
        }
        let slow = (0..=walked).find(|position| *position < last && extents[*position] > 1);
        let total: usize = extents.iter().product();
        slow.filter(|_| total > self.tile)
            .map(|slow| (slow, middle(extents[slow], total.div_ceil(self.tile))))
    }
}

/// Where to cut an extent in two so that so many parts are as long as each other in the end.
fn middle(extent: usize, parts: usize) -> usize {
    let parts = parts.min(extent);
    (extent * (parts / 2)).div_ceil(parts).clamp(1, extent - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of the caches that are tried.
    const CACHES: [usize; 3] = [256 << 10, 1 << 20, 3 << 20];

    /// All tiles of a box of these extents.
    fn tiles(bounds: Bounds, extents: Vec<usize>, reach: &[bool]) -> Vec<Vec<usize>> {
        let Some((position, at)) = bounds.cut(&extents, reach) else { return vec![extents] };
        let (mut one, mut other) = (extents.clone(), extents);
        one[position] = at;
        other[position] -= at;
        [tiles(bounds, one, reach), tiles(bounds, other, reach)].concat()
    }

    #[test]
    fn tiles_cover_the_box_and_respect_the_bounds() {
        let boxes = [vec![300, 200, 250], vec![100_000], vec![3, 2, 40_000], vec![50_000, 7]];
        for (cache, extents) in
            CACHES.iter().flat_map(|cache| boxes.each_ref().map(|extents| (*cache, extents)))
        {
            let reach = vec![true; extents.len()];
            let total: usize = extents.iter().product();
            let bounds = Bounds::in_cache(cache, total, 96, true, false, 2);
            let tiles = tiles(bounds, extents.clone(), &reach);
            assert_eq!(tiles.iter().map(|tile| tile.iter().product::<usize>()).sum::<usize>(), total);
            for tile in tiles {
                assert!(!tile.contains(&0) && *tile.last().unwrap() <= ROW, "{tile:?}");
                assert!(tile[0] == 1 || tile.len() == 1 || tile.iter().product::<usize>() <= bounds.tile);
            }
        }
    }

    #[test]
    fn tiles_whose_rows_are_packed_take_few_points_twice() {
        for (cache, extents) in CACHES.iter().flat_map(|cache| {
            [vec![256, 256, 256], vec![64, 64, 8000], vec![100, 100, 2000], vec![70, 1400, 70]]
                .map(|it| (*cache, it))
        }) {
            let reach = vec![true; extents.len()];
            let total: usize = extents.iter().product();
            let bounds = Bounds::in_cache(cache, total, 24, true, true, 2);
            let widened = |tile: Vec<usize>| tile.iter().map(|extent| extent + 2).product::<usize>();
            let packed: Vec<_> = tiles(bounds, extents.clone(), &reach).into_iter().map(widened).collect();
            let most = if cache < 1 << 20 { 2.2 } else { 1.75 };
            let times = packed.iter().sum::<usize>() as f64 / total as f64;
            assert!(times < most, "{extents:?}, cache of {cache}: each point is packed {times} times");
            assert!(packed.iter().all(|points| points * 24 < cache), "{extents:?}, cache of {cache}");
        }
    }

    #[test]
    fn few_rows_are_not_cut_short_where_they_are_packed() {
        for (cache, extents) in
            CACHES.iter().flat_map(|cache| [vec![90_000], vec![3, 90_000]].map(|it| (*cache, it)))
        {
            let bounds = Bounds::in_cache(cache, extents.iter().product(), 24, false, true, 2);
            let tiles = tiles(bounds, extents, &[false, true]);
            assert!(
                tiles.iter().all(|tile| *tile.last().unwrap() >= 1024),
                "cache of {cache}: {:?}",
                tiles[0]
            );
        }
    }

    #[test]
    fn leading_axes_of_one_point_change_no_cut() {
        for cache in CACHES {
            let bounds = Bounds::in_cache(cache, 1 << 24, 32, true, false, 2);
            let extents = vec![256, 256, 256];
            let expected = tiles(bounds, extents.clone(), &[true; 3]);
            let found = tiles(bounds, [vec![1, 1], extents].concat(), &[false, false, true, true, true]);
            assert!(expected.len() > 1 && expected.iter().all(|tile| tile[0] > 1), "{expected:?}");
            assert_eq!(found.iter().map(|tile| &tile[2..]).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn an_axis_carried_along_is_cut_before_the_planes_that_share_their_neighbours() {
        for cache in CACHES {
            let bounds = Bounds::in_cache(cache, 40 << 24, 32, true, false, 2);
            let tiles = tiles(bounds, vec![40, 256, 256, 256], &[false, true, true, true]);
            assert!(tiles.iter().all(|tile| tile[0] == 1 || tile[1] == 256), "{tiles:?}");
            assert!(tiles.iter().all(|tile| tile[1] >= LEAST_PLANES), "{tiles:?}");
        }
    }

    #[test]
    fn a_window_is_cut_for_every_thread() {
        for (cache, threads) in CACHES.iter().flat_map(|cache| [2, 16, 48].map(|threads| (*cache, threads))) {
            let extents = vec![200, 200, 200];
            let bounds = |bytes, shared| {
                Bounds::in_cache(cache, extents.iter().product(), bytes, shared, false, threads)
            };
            let alone = tiles(bounds(8, false), extents.clone(), &[false, false, true]).len();
            assert!(alone >= 2 * threads, "{alone} tiles for {threads} threads");
            let sharing = tiles(bounds(24, true), extents.clone(), &[true; 3]);
            assert!(sharing.len() >= threads, "{} tiles for {threads} threads", sharing.len());
            assert!(sharing.iter().all(|tile| tile[0] >= LEAST_PLANES / 2 && tile[1] >= 5), "{sharing:?}");
        }
    }
}
