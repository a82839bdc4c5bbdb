using System.Text.Json;
using Weir.Decoding;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>Relayed copies of a consensus message are decoded once.</summary>
public sealed class IbftCacheTests
{
    private static readonly byte[][] Payloads = [.. KlaytnVectors.Get("istanbul_messages").GetProperty("messages").EnumerateArray().Select(message => message.Bytes("consensus_msg_rlp"))];

    [Fact]
    public void Equal_bytes_give_one_message_and_other_bytes_another()
    {
        var cache = new IbftCache();
        foreach (byte[] payload in Payloads)
        {
            IbftMessage first = cache.Get(payload, Curves.Best).ShouldNotBeNull();
            first.Signer.ShouldBe(first.Address);
            cache.Get([.. payload], Curves.Best).ShouldBeSameAs(first);
        }

        cache.Count.ShouldBe(Payloads.Length);
    }

    [Fact]
    public void Without_a_curve_the_signer_stays_unknown_until_one_is_given()
    {
        var cache = new IbftCache();
        IbftMessage message = cache.Get(Payloads[0], null).ShouldNotBeNull();
        message.Signer.ShouldBeNull();
        cache.Get(Payloads[0], Curves.Best).ShouldBeSameAs(message);
        message.Signer.ShouldNotBeNull();
    }

    [Fact]
    public void A_change_before_the_bytes_that_are_hashed_is_another_message()
    {
        // The hash covers the end of a message; a cheat may change what lies before it.
        byte[] proposal = Payloads.MaxBy(payload => payload.Length)!;
        proposal.Length.ShouldBeGreaterThan(300);
        var cache = new IbftCache();
        IbftMessage first = cache.Get(proposal, null).ShouldNotBeNull();
        byte[] changed = [.. proposal];
        changed[5] ^= 1; // in the hash of the block before
        IbftMessage second = cache.Get(changed, null).ShouldNotBeNull();
        second.ShouldNotBeSameAs(first);
        second.PreviousHash.ShouldNotBe(first.PreviousHash);
        cache.Get(proposal, null)!.PreviousHash.ShouldBe(first.PreviousHash);
    }

    [Fact]
    public void What_is_no_message_stays_none()
    {
        var cache = new IbftCache();
        cache.Get([], null).ShouldBeNull();
        for (int i = 0; i < 3; i++) { cache.Get(Payloads[0].AsSpan(1), Curves.Best).ShouldBeNull(); }
        cache.Count.ShouldBe(2);
    }

    [Fact]
    public void Old_messages_are_forgotten_by_number_and_by_size()
    {
        var cache = new IbftCache();
        byte[] small = new byte[8];
        for (int i = 0; i < 3 * IbftCache.Capacity; i++)
        {
            BitConverter.TryWriteBytes(small, i);
            cache.Get(small, null);
            cache.Count.ShouldBeLessThanOrEqualTo(2 * IbftCache.Capacity);
        }

        byte[] large = new byte[8 << 20];
        for (int i = 0; i < 40; i++)
        {
            BitConverter.TryWriteBytes(large.AsSpan(^8), i);
            cache.Get(large, null);
        }

        cache.Count.ShouldBeLessThanOrEqualTo(2 * (int)(IbftCache.MaxBytes / large.Length), "8 messages of 8 MiB are a generation");
    }

    [Fact]
    public void A_message_that_is_used_again_stays()
    {
        var cache = new IbftCache();
        IbftMessage message = cache.Get(Payloads[0], null)!;
        byte[] small = new byte[8];
        for (int i = 0; i < 3 * IbftCache.Capacity; i++)
        {
            BitConverter.TryWriteBytes(small, i);
            cache.Get(small, null);
            if (i % 1000 == 0) { cache.Get(Payloads[0], null).ShouldBeSameAs(message); }
        }
    }

    [Fact]
    public async Task Threads_that_meet_the_same_messages_see_their_signers()
    {
        var cache = new IbftCache();
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 400; i++)
            {
                IbftMessage message = cache.Get(Payloads[(i + worker) % Payloads.Length], Curves.Best).ShouldNotBeNull();
                message.Signer.ShouldBe(message.Address);
            }
        }))];
        await Task.WhenAll(tasks);
        cache.Count.ShouldBe(Payloads.Length);
    }

    [Fact]
    public void A_copy_costs_no_allocation()
    {
        var cache = new IbftCache();
        Budget.Allocates(0, () => cache.Get(Payloads[1], Curves.Best));
    }
}
