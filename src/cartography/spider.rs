//! Where the legs of a spiderfied cluster end: markers at one spot, spread so that each can be reached.

/// Markers that stand on one ring; more wind outwards on a spiral.
const RING: usize = 8;
/// Space between neighbours, in points.
const STEP: f32 = 30.0;

/// Offsets from the cluster's centre in points, y downwards; no two nearer than about 24 points.
#[must_use]
pub fn legs(count: usize) -> Vec<[f32; 2]> {
    let turn = std::f32::consts::TAU;
    #[allow(clippy::cast_precision_loss)] // a few markers
    if count <= RING {
        let around = count.max(1) as f32;
        let radius = (STEP * around / turn).max(36.0);
        return (0..count)
            .map(|at| {
                let (sin, cos) = (at as f32 / around * turn - turn / 4.0).sin_cos();
                [radius * cos, radius * sin]
            })
            .collect();
    }
    let (mut angle, mut radius) = (0.0_f32, 38.0_f32);
    (0..count)
        .map(|_| {
            let (sin, cos) = angle.sin_cos();
            let leg = [radius * cos, radius * sin];
            let step = STEP / radius;
            angle += step;
            // One turn further the spiral has gone out by one step.
            radius += STEP * step / turn;
            leg
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_keep_apart() {
        for count in [2, 3, 8, 9, 20, 60, 200] {
            let legs = legs(count);
            assert_eq!(legs.len(), count);
            for (at, a) in legs.iter().enumerate() {
                assert!(a[0].hypot(a[1]) > 30.0, "free of the centre");
                for b in &legs[at + 1..] {
                    assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 23.0, "{count}: {a:?} {b:?}");
                }
            }
        }
    }
}
