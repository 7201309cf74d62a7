//! Numbers, money, counts, durations and dates in Chinese and English news.
