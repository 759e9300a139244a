//! Sums of two doubles: about 31 digits, enough to evaluate an objective whose gap to the optimum is 1e-20.
//!
//! Error-free transformations: T. Dekker, Numer. Math. 18, 1971; D. Knuth, TAOCP 2, §4.2.2, Theorem B. Operations after
//! Y. Hida, X. Li, D. Bailey, *Algorithms for quad-double precision floating point arithmetic*, ARITH 2001.

use std::ops::{Add, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleDouble(pub f64, pub f64);

use DoubleDouble as D;

fn two_sum(a: f64, b: f64) -> D {
    let s = a + b;
    let t = s - a;
    D(s, (a - (s - t)) + (b - t))
}

fn quick(a: f64, b: f64) -> D {
    let s = a + b;
    D(s, b - (s - a))
}

impl From<f64> for D {
    fn from(x: f64) -> D {
        D(x, 0.0)
    }
}

impl Add for D {
    type Output = D;
    fn add(self, o: D) -> D {
        let (s, t) = (two_sum(self.0, o.0), two_sum(self.1, o.1));
        let v = quick(s.0, s.1 + t.0);
        quick(v.0, v.1 + t.1)
    }
}

impl Neg for D {
    type Output = D;
    fn neg(self) -> D {
        D(-self.0, -self.1)
    }
}

impl Sub for D {
    type Output = D;
    fn sub(self, o: D) -> D {
        self + -o
    }
}

impl Mul for D {
    type Output = D;
    fn mul(self, o: D) -> D {
        let p = self.0 * o.0;
        let e = self.0.mul_add(o.0, -p);
        quick(p, e + (self.0 * o.1 + self.1 * o.0))
    }
}

impl D {
    pub fn reciprocal(self) -> D {
        let x = D::from(1.0 / self.0);
        let x = x + x * (D::from(1.0) - self * x);
        x + x * (D::from(1.0) - self * x)
    }

    /// e^x for |x| < 700: 2^k · (e^{r/256})^256 with |r| ≤ log 2 / 2.
    pub fn exp(self) -> D {
        let ln2 = D(std::f64::consts::LN_2, 2.3190468138462996e-17);
        let k = (self.0 / ln2.0).round();
        let r = (self - ln2 * D::from(k)) * D::from(1.0 / 256.0);
        let (mut term, mut sum) = (D::from(1.0), D::from(0.0));
        for i in 1..12 {
            term = term * r * D::from(f64::from(i)).reciprocal();
            sum = sum + term;
        }
        // (1 + s)² − 1 = 2s + s², which keeps the digits of a small s.
        for _ in 0..8 {
            sum = sum + sum + sum * sum;
        }
        let scale = 2f64.powi(k as i32);
        let e = sum + D::from(1.0);
        D(e.0 * scale, e.1 * scale)
    }

    /// log(1 + e^−|x|) + max(x, 0).
    pub fn log1pexp(self) -> D {
        let magnitude = if self.0 > 0.0 { self } else { -self };
        let positive = if self.0 > 0.0 { self } else { D::from(0.0) };
        if magnitude.0 > 690.0 {
            return positive;
        }
        let e = (-magnitude).exp();
        // Newton on f(y) = e^y − (1 + e), from the double nearest.
        let target = D::from(1.0) + e;
        let mut y = D::from(e.0.ln_1p());
        for _ in 0..3 {
            y = y + target * (-y).exp() - D::from(1.0);
        }
        // For tiny e the target rounds; the series has no such loss.
        let y = if e.0 < 1e-10 { e - e * e * D::from(0.5) + e * e * e * D::from(3.0).reciprocal() } else { y };
        y + positive
    }

    /// A decimal number of up to 40 digits, such as "-1.25e-3".
    pub fn parse(text: &str) -> D {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut exponent: i32 = exponent.parse().unwrap();
        let (mut value, mut negative, mut point) = (D::from(0.0), false, false);
        for c in mantissa.chars() {
            match c {
                '-' => negative = true,
                '.' => point = true,
                digit => {
                    value = value * D::from(10.0) + D::from(f64::from(digit.to_digit(10).unwrap()));
                    exponent -= i32::from(point);
                }
            }
        }
        let ten = if exponent < 0 { D::from(10.0).reciprocal() } else { D::from(10.0) };
        for _ in 0..exponent.abs() {
            value = value * ten;
        }
        if negative { -value } else { value }
    }
}

#[test]
fn constants_to_thirty_digits() {
    let close = |a: D, b: &str| {
        let gap = a - D::parse(b);
        assert!(gap.0.abs() < 1e-29 * a.0.abs(), "{a:?} {b}");
    };
    close(D::from(1.0).exp(), "2.718281828459045235360287471352662497757");
    close(D::from(0.0).log1pexp(), "0.6931471805599453094172321214581765680755");
    close(D::from(-30.0).log1pexp(), "9.357622968839736779377697424675157721618e-14");
    close(D::from(2.5).log1pexp(), "2.578889734292549623344043916717550997259");
}
