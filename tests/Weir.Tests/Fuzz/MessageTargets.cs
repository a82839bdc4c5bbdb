using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fuzz;

/// <summary>Messages and blocks of a Klaytn network.</summary>
internal static class MessageTargets
{
    /// <summary>The first byte of an input is the code of the message, the others are its payload.</summary>
    public static FuzzTarget Devp2p() => new("devp2p", [.. Payloads().Select(message => (byte[])[(byte)message.Code, .. message.Payload])], input =>
    {
        if (input.Length == 0) { return; }
        bool read = Devp2pMessage.TryRead(input[0], input.AsSpan(1), out IDescribed? value, out string? error);
        Promise.Holds(error is null == read && (value is not null || !read), "what is not read has a reason, and only that");
        if (read) { SilentVisitor.Visit(value!); }
    }, length => 16_384 + (length * 96L));

    /// <summary>Consensus messages; of some the signer is recovered.</summary>
    public static FuzzTarget Ibft()
    {
        long runs = 0;
        return new FuzzTarget("ibft", [.. Payloads().Where(message => message.Code == Devp2pCodes.Consensus).Select(message => message.Payload)], input =>
        {
            bool read = IbftMessage.TryRead(input, out IbftMessage? message, out string? error);
            Promise.Holds(error is null == read && message is not null == read, "what is not read has a reason, and only that");
            IbftMessage.TryReadPayload(input, out _, out _);
            if (!read) { return; }
            if (runs++ % 16 == 0) { message!.Recover(Curves.Best); }
            byte[] written = message!.Encode();
            bool whole = written.Length == input.Length;
            Promise.Holds(input.AsSpan().StartsWith(written) && whole == !message.Faults.HasFlag(IbftFaults.TrailingBytes), "what is read is written again, and bytes behind it are told");
            SilentVisitor.Visit(message);
        }, length => 32_768 + (length * 96L));
    }

    /// <summary>Blocks, headers and the extra data of headers.</summary>
    public static FuzzTarget Blocks()
    {
        byte[][] blocks = [.. KlaytnVectors.Get("blocks").EnumerateArray().Select(block => block.Bytes("block_rlp")), KlaytnVectors.Get("committed_seals").Bytes("block_rlp")];
        return new FuzzTarget("blocks", blocks, input =>
        {
            BlockExtra.TryRead(input, out _);
            BlockHeader.TryRead(input, out _, out _);
            if (!Block.TryRead(input, out Block? block, out _)) { return; }
            Promise.Holds(block!.Encode().AsSpan().SequenceEqual(input), "what is read is written again");
            if (block.Header.Extra is { } extra) { Promise.Holds(extra.Encode().AsSpan().SequenceEqual(block.Header.ExtraData.Span), "extra data that is read is written again"); }
            SilentVisitor.Visit(block);
        }, length => 16_384 + (length * 96L));
    }

    /// <summary>Codes and payloads of messages of every kind.</summary>
    public static IEnumerable<(ulong Code, byte[] Payload)> Payloads()
    {
        foreach (JsonElement message in KlaytnVectors.Get("devp2p_messages").EnumerateArray())
        {
            yield return (message.TryGetProperty("code", out JsonElement code) ? code.GetUInt64() : 2, message.Bytes("rlp"));
        }

        foreach (JsonElement message in KlaytnVectors.Get("istanbul_messages").GetProperty("messages").EnumerateArray()) { yield return (Devp2pCodes.Consensus, message.Bytes("consensus_msg_rlp")); }
        foreach (JsonElement vector in KlaytnVectors.Get("blocks").EnumerateArray())
        {
            Promise.Holds(Block.TryRead(vector.Bytes("block_rlp"), out Block? block, out _), "a published block is read");
            yield return (0x1b, new Devp2pNewBlock { Block = block!, TotalDifficulty = 5 }.Encode());
            yield return (0x18, new Devp2pHeaders { Headers = [block!.Header, block.Header] }.Encode());
            yield return (0x13, block.Header.Encode());
            RlpWriter transactions = new();
            int list = transactions.BeginList();
            transactions.WriteEncoded(block.Transactions.Remaining);
            transactions.EndList(list);
            yield return (0x16, transactions.ToArray());
        }

        yield return (0x11, new Devp2pNewBlockHashes { Blocks = [new(default, 1), new(default, 2)] }.Encode());
        yield return (0x17, new Devp2pHeadersRequest { OriginNumber = 1, Amount = 5 }.Encode());
        yield return (0x19, new Devp2pHashes { Hashes = [default, default] }.Encode());
    }
}
