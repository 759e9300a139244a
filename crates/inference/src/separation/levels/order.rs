//! A graph of inequalities `x ≤ y` between unknowns, and what follows from all of them together.
//!
//! ```text
//! arc x → y: x ≤ y          x ≤ y follows      iff y can be reached from x
//!                           x = y follows      iff both lie in one strongly connected component
//! ```
//!
//! (Without numbers added to the sides every system of such inequalities has a solution, and in one of them all that need not be equal is apart: the
//! components in a topological order. R. Tarjan, *SIAM J. Comput.* 1, 1972, for the components, here without recursion: a path may be as long as
//! there are levels.)

/// Arcs from every node, end to end.
#[derive(Clone, Debug)]
pub(super) struct Arcs {
    first: Vec<usize>,
    heads: Vec<u32>,
}

impl Arcs {
    /// Of pairs (tail, head) between `nodes` nodes, in their order.
    pub fn new(nodes: usize, arcs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut first = vec![0; nodes + 1];
        arcs.clone().for_each(|(tail, _)| first[tail as usize + 1] += 1);
        (0..nodes).for_each(|node| first[node + 1] += first[node]);
        let (mut next, mut heads) = (first.clone(), vec![0; first[nodes]]);
        for (tail, head) in arcs {
            heads[next[tail as usize]] = head;
            next[tail as usize] += 1;
        }
        Self { first, heads }
    }

    fn of(&self, node: u32) -> &[u32] {
        &self.heads[self.first[node as usize]..self.first[node as usize + 1]]
    }

    /// The nodes that can be reached from one.
    pub fn reached(&self, from: u32) -> Vec<bool> {
        let mut reached = vec![false; self.first.len() - 1];
        reached[from as usize] = true;
        let mut left = vec![from];
        while let Some(node) = left.pop() {
            for &head in self.of(node) {
                if !std::mem::replace(&mut reached[head as usize], true) {
                    left.push(head);
                }
            }
        }
        reached
    }

    /// The strongly connected component of every node, and how many there are.
    pub fn components(&self) -> (Vec<u32>, usize) {
        const NONE: u32 = u32::MAX;
        let nodes = self.first.len() - 1;
        // When a node was found, and the earliest that is known to be reached from it.
        let (mut found, mut low) = (vec![NONE; nodes], vec![0; nodes]);
        let (mut component, mut count, mut clock) = (vec![NONE; nodes], 0, 0);
        let (mut open, mut path) = (Vec::new(), Vec::new());
        for start in 0..nodes as u32 {
            if found[start as usize] != NONE {
                continue;
            }
            path.push((start, 0));
            while let Some((node, arc)) = path.pop() {
                let at = node as usize;
                if arc == 0 {
                    (found[at], low[at]) = (clock, clock);
                    clock += 1;
                    open.push(node);
                } else {
                    // Back from the head of the arc before.
                    low[at] = low[at].min(low[self.of(node)[arc - 1] as usize]);
                }
                let heads = &self.of(node)[arc..];
                let new = heads.iter().position(|&head| {
                    let head = head as usize;
                    if found[head] != NONE && component[head] == NONE {
                        low[at] = low[at].min(found[head]);
                    }
                    found[head] == NONE
                });
                if let Some(skipped) = new {
                    path.push((node, arc + skipped + 1));
                    path.push((heads[skipped], 0));
                    continue;
                }
                if low[at] == found[at] {
                    while let Some(member) = open.pop() {
                        component[member as usize] = count;
                        if member == node {
                            break;
                        }
                    }
                    count += 1;
                }
            }
        }
        (component, count as usize)
    }
}

/// The connected components of a graph whose arcs have no direction, by the smallest node of each.
pub(super) fn connected(nodes: usize, arcs: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    fn root(parent: &mut [u32], mut node: u32) -> u32 {
        while parent[node as usize] != node {
            let above = parent[parent[node as usize] as usize];
            parent[node as usize] = above;
            node = above;
        }
        node
    }
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    for (a, b) in arcs {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b) as usize] = a.min(b);
    }
    (0..nodes as u32).map(|node| root(&mut parent, node)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Two nodes are in one component iff each reaches the other.
        #[test]
        fn components_are_what_reaches_each_other(arcs in prop::collection::vec((0_u32..12, 0_u32..12), 0..30)) {
            let graph = Arcs::new(12, arcs.iter().copied());
            let (component, count) = graph.components();
            let reached: Vec<Vec<bool>> = (0..12).map(|node| graph.reached(node)).collect();
            for a in 0..12 {
                prop_assert!((component[a] as usize) < count);
                for b in 0..12 {
                    prop_assert_eq!(component[a] == component[b], reached[a][b] && reached[b][a]);
                }
            }
            let both = arcs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
            let undirected = Arcs::new(12, both.collect::<Vec<_>>().into_iter());
            let weak = connected(12, arcs.iter().copied());
            for a in 0..12 {
                let reached = undirected.reached(a as u32);
                (0..12).for_each(|b| assert_eq!(weak[a] == weak[b], reached[b]));
            }
        }
    }

    #[test]
    fn a_path_as_long_as_there_are_levels_needs_no_stack() {
        let n = 200_000_u32;
        let path = Arcs::new(n as usize, (1..n).map(|k| (k - 1, k)));
        assert_eq!(path.components().1, n as usize);
        let ring = Arcs::new(n as usize, (0..n).map(|k| (k, (k + 1) % n)));
        assert_eq!(ring.components().1, 1);
    }
}
