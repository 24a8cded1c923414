//! Failed attempts, on one node and on several.

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

fn limit() -> AttemptLimit {
    AttemptLimit::new(
        Allowance { burst: 5, forget: 10 * SECOND },
        Allowance { burst: 3, forget: 60 * SECOND },
    )
}

async fn fail(limit: &AttemptLimit, address: IpAddr, secret: &str) -> Result<(), Duration> {
    limit.attempt(address).await.unwrap().failed(Some(secret)).await
}

#[tokio::test(start_paused = true)]
async fn successes_are_never_limited() {
    let (limit, start) = (limit(), Instant::now());
    for _ in 0..5_000 {
        drop(limit.attempt(ADDRESS).await.unwrap());
    }
    assert_eq!(Instant::now(), start);
}

#[tokio::test(start_paused = true)]
async fn failures_from_one_address_are_limited_and_forgotten() {
    let limit = limit();
    for i in 0..5 {
        assert_eq!(fail(&limit, ADDRESS, &i.to_string()).await, Ok(()), "{i}");
    }
    for i in 5..90 {
        assert_eq!(fail(&limit, ADDRESS, &i.to_string()).await, Err(10 * SECOND), "{i}");
    }
    assert_eq!(fail(&limit, [10, 0, 0, 2].into(), "x").await, Ok(()), "another address is free");
    tokio::time::advance(10 * SECOND).await;
    assert_eq!(fail(&limit, ADDRESS, "y").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn failures_with_one_code_are_limited_wherever_they_come_from() {
    let limit = limit();
    for i in 0..3 {
        assert_eq!(fail(&limit, [10, 0, 0, i].into(), "ABC234").await, Ok(()));
    }
    assert_eq!(fail(&limit, [10, 0, 9, 9].into(), "ABC234").await, Err(60 * SECOND));
    assert_eq!(fail(&limit, [10, 0, 9, 9].into(), "ABC235").await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn an_ipv6_network_counts_as_one() {
    let limit = limit();
    for i in 0..5u16 {
        let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 0, 0, 0, i).into();
        assert_eq!(fail(&limit, address, &i.to_string()).await, Ok(()));
    }
    let same: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 7, 9, 9, 9, 9).into();
    let other: IpAddr = Ipv6Addr::new(0x2001, 0xdb8, 0, 8, 0, 0, 0, 0).into();
    assert!(fail(&limit, same, "x").await.is_err());
    assert!(fail(&limit, other, "y").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_guesses_on_is_slowed_down_and_who_is_right_beside_them_is_not() {
    let (limit, start) = (Arc::new(limit()), Instant::now());
    for i in 0..PACES[0].free {
        let _ = fail(&limit, ADDRESS, &i.to_string()).await;
    }
    assert_eq!(Instant::now(), start, "these are free");
    for i in 0..20 {
        let _ = fail(&limit, ADDRESS, &i.to_string()).await;
    }
    assert_eq!(start.elapsed(), 19 * PACES[0].each, "and these are not");
    // Right ones wait for the last failure at most, however many there are.
    let start = Instant::now();
    let rights: Vec<_> = (0..500)
        .map(|_| {
            let limit = Arc::clone(&limit);
            tokio::spawn(async move { limit.attempt(ADDRESS).await.map(drop) })
        })
        .collect();
    for right in rights {
        right.await.unwrap().unwrap();
    }
    assert_eq!(start.elapsed(), PACES[0].each);
    // As many wrong ones at once are not all looked at.
    let wrongs: Vec<_> = (0..100)
        .map(|i| {
            let limit = Arc::clone(&limit);
            tokio::spawn(async move {
                let attempt = limit.attempt(ADDRESS).await;
                match attempt {
                    Ok(attempt) => Ok(attempt.failed(Some(&i.to_string())).await),
                    Err(wait) => Err(wait),
                }
            })
        })
        .collect();
    let mut looked_at = 0;
    for wrong in wrongs {
        looked_at += u32::from(wrong.await.unwrap().is_ok());
    }
    assert!((20..=22).contains(&looked_at), "{looked_at} in ten seconds");
}

/// How many guesses are looked at in ten seconds, if each of these addresses sends one after the other.
async fn looked_at(limit: &Arc<AttemptLimit>, addresses: impl Iterator<Item = IpAddr>) -> u32 {
    let until = Instant::now() + 10 * SECOND;
    let guessers: Vec<_> = addresses
        .map(|address| {
            let limit = Arc::clone(limit);
            tokio::spawn(async move {
                let mut looked_at = 0;
                while let Ok(Ok(attempt)) = timeout_at(until, limit.attempt(address)).await {
                    let _ = attempt.failed(None).await;
                    looked_at += 1;
                }
                looked_at
            })
        })
        .collect();
    let mut all = 0;
    for guesser in guessers {
        all += guesser.await.unwrap();
    }
    all
}

#[tokio::test(start_paused = true)]
async fn cost_5_who_has_many_addresses_guesses_hardly_faster() {
    // Every address of one IPv6 /48, then one of each of many, as somebody has who rents them.
    let in_48 = |i: u32| IpAddr::V6(Ipv6Addr::from_bits(0x2001_0db8_0007 << 80 | u128::from(i) << 64));
    let apart = |i: u32| IpAddr::V6(Ipv6Addr::from_bits(0x2600_0000_0000 << 80 | u128::from(i) << 80));
    let limit = Arc::new(limit());
    let start = Instant::now();
    for i in 0..PACES[1].free {
        let _ = fail(&limit, in_48(i), "x").await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    let guesses = looked_at(&limit, (10_000..10_200).map(in_48)).await;
    assert!((30..=33).contains(&guesses), "{guesses} in ten seconds");
    for i in 0..PACES[2].free {
        let _ = fail(&limit, apart(i), "x").await;
    }
    let guesses = looked_at(&limit, (90_000..90_200).map(apart)).await;
    assert!((40..=42).contains(&guesses), "{guesses} in ten seconds");
    // Beside guessers in thirty other places somebody with the right code waits for one failure of each at most,
    // also from a house of theirs.
    let guessing = tokio::spawn({
        let limit = Arc::clone(&limit);
        async move { looked_at(&limit, (0..30).map(apart)).await }
    });
    tokio::task::yield_now().await;
    let start = Instant::now();
    drop(limit.attempt(ADDRESS).await.unwrap());
    assert!(start.elapsed() <= 31 * PACES[2].each, "{:?}", start.elapsed());
    guessing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn memory_is_bounded() {
    let limit = limit();
    for i in 0..(2 * KEYS as u32) {
        let _ = fail(&limit, i.to_be_bytes().into(), &i.to_string()).await;
    }
    assert!(lock(&limit.per_address).by_key.len() <= KEYS);
    assert!(limit.turns.iter().all(|turns| lock(turns).by_network.len() <= KEYS));
}

/// Two nodes that count together.
fn together() -> [AttemptLimit; 2] {
    let store = Arc::new(journal::Memory::new());
    [limit(), limit()].map(|limit| limit.together(Arc::clone(&store) as _, "test"))
}

#[tokio::test(start_paused = true)]
async fn pipe_6_failures_on_several_nodes_are_limited_as_those_on_one() {
    let ([one, other], alone) = (together(), limit());
    for i in 0..60 {
        let limit = if i % 3 == 0 { &one } else { &other };
        // Another address now and then, and one code again and again.
        let address: IpAddr = [10, 0, 0, if i % 5 == 0 { 2 } else { 1 }].into();
        let secret = if i % 7 == 0 { "ABC234".to_owned() } else { i.to_string() };
        let expected = fail(&alone, address, &secret).await;
        assert_eq!(fail(limit, address, &secret).await, expected, "{i}");
        tokio::time::advance(SECOND).await;
    }
}

#[tokio::test(start_paused = true)]
async fn pipe_6_who_guesses_on_is_slowed_down_on_every_node_and_all_nodes_share_the_pace() {
    let [one, other] = together();
    for i in 0..PACES[0].free {
        let _ = fail(&one, ADDRESS, &i.to_string()).await;
    }
    one.shared_among(2);
    other.shared_among(2);
    let start = Instant::now();
    let _ = fail(&other, ADDRESS, "the other node does not know yet").await;
    assert_eq!(start.elapsed(), Duration::ZERO);
    for i in 0..10 {
        let _ = fail(&other, ADDRESS, &i.to_string()).await;
    }
    assert_eq!(start.elapsed(), 9 * 2 * PACES[0].each, "half as often as on a single node");
    drop(one.attempt(ADDRESS).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn pipe_6_if_failures_cannot_be_counted_together_each_node_counts_its_own() {
    let store = journal::Memory::new();
    journal::Journal::close(&store).await.unwrap();
    let limit = limit().together(Arc::new(store), "test");
    for i in 0..5 {
        assert_eq!(fail(&limit, ADDRESS, &i.to_string()).await, Ok(()), "{i}");
    }
    assert_eq!(fail(&limit, ADDRESS, "x").await, Err(10 * SECOND));
}
