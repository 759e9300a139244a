//! Dictionaries of Python, written as such.

/// `dictionary!(py, "key" => value, …)`: a dictionary of these items, in this order. Returns with the error of a value that is none in Python.
macro_rules! dictionary {
    ($py:expr, $($key:literal => $value:expr),+ $(,)?) => {{
        let dictionary = pyo3::types::PyDict::new($py);
        $(pyo3::types::PyDictMethods::set_item(&dictionary, $key, $value)?;)+
        dictionary
    }};
}

pub(crate) use dictionary;
