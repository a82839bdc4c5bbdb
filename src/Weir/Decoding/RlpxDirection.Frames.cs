using System.Buffers.Binary;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>Frames whose place in the keystream is known.</summary>
internal sealed partial class RlpxDirection
{
    private ulong _counter;
    private long _frames;
    private int _wireSize;
    private int _frameSize;
    private long _frameOffset;
    private long _firstFrame;
    private bool _sizeChecked;
    private RlpxMacJob? _job;

    private int Frames(ReadOnlySpan<byte> bytes, Origin origin)
    {
        if (_length > 0) { return Continue(bytes, origin); }
        _firstFrame = origin.Frame;
        _frameOffset = origin.Offset;
        _wireSize = 0;
        if (bytes.Length < RlpxHeader.Size)
        {
            Keep(bytes);
            return bytes.Length;
        }

        if (!Header(bytes, origin)) { return 0; }
        if (bytes.Length >= _wireSize) { return Frame(bytes[.._wireSize], bytes[_wireSize..], origin); }
        if (bytes.Length >= SizeProof && !CheckSize(bytes)) { return SizeProof; }
        Keep(bytes);
        return bytes.Length;
    }

    private int Continue(ReadOnlySpan<byte> bytes, Origin origin)
    {
        int wanted = _wireSize == 0 ? RlpxHeader.Size : _sizeChecked ? _wireSize : Math.Min(SizeProof, _wireSize);
        int take = Math.Min(wanted - _length, bytes.Length);
        Keep(bytes[..take]);
        if (_length < wanted) { return take; }
        if (_wireSize == 0)
        {
            // When the header is wrong here, it may still be one at another place of the keystream.
            if (!Header(_buffer.AsSpan(0, _length), origin) && _state == State.Resume && TryResume(_buffer.AsSpan(0, RlpxHeader.Size), _frameOffset)) { _length = RlpxHeader.Size; }
            return take;
        }

        if (_length < _wireSize)
        {
            CheckSize(_buffer.AsSpan(0, _length));
            return take;
        }

        int length = _length;
        long offset = _frameOffset;
        _length = 0;
        int eaten = Frame(_buffer.AsSpan(0, length), [], origin);
        if (eaten < length) { Data(_buffer.AsSpan(eaten, length - eaten).ToArray(), origin with { Offset = offset + eaten }); }
        return take;
    }

    /// <summary>Reads the header at the current place; false when it is none, and the state has changed then.</summary>
    private bool Header(ReadOnlySpan<byte> bytes, Origin origin)
    {
        if (conversation.Secret is null && _stage.Secrets?.FindByFirstHeader(bytes) is { } found) { conversation.Join(found); }
        if (conversation.Secret is not { } secret)
        {
            BeginJoin();
            return false;
        }

        Span<byte> plain = stackalloc byte[RlpxHeader.Size];
        secret.Cipher.TransformCtr(_counter, bytes[..RlpxHeader.Size], plain);
        if (!RlpxHeader.IsHeader(plain))
        {
            // A capture whose bytes were changed, or a session whose handshake took another way than expected.
            if (_frames == 0) { BeginJoin(); }
            else
            {
                BeginResumeBehindWrongSize();
            }

            return false;
        }

        // Nothing comes before the first block of the keystream: what waited for its secret, or was lost of the handshake, was no message.
        if (_frames == 0 && _counter == 0) { DropDoubt(); }
        Joined(secret);
        CloseDoubt(origin.Time);
        _frameSize = RlpxHeader.FrameSize(plain);
        _wireSize = RlpxHeader.WireSize(_frameSize);
        _sizeChecked = false;
        return true;
    }

    private void Joined(SessionSecret secret)
    {
        if (_frames > 0) { return; }
        _frames = 1;
        _stage.Balance.Add(Waypoint.StreamsJoined);
        if (conversation.CreateMac(direction, _handshakePacket) is { } mac && _counter == 0) { _job = new RlpxMacJob(mac); }
        _handshakePacket = [];
    }

    /// <summary>Takes a whole frame; <paramref name="next"/> are the bytes behind it that have come. Gives how many of its bytes were taken: fewer when its size hides other frames.</summary>
    private int Frame(ReadOnlySpan<byte> wire, ReadOnlySpan<byte> next, Origin origin)
    {
        int padded = RlpxHeader.PaddedSize(_frameSize);
        Span<byte> plain = _stage.Scratch.Frame(padded);
        conversation.Secret!.Cipher.TransformCtr(_counter + 1, wire.Slice(RlpxHeader.Size + RlpxHeader.MacSize, padded), plain);
        // Only the first frame of a direction comes before its compression begins; it may be lost, so its place in the keystream decides, not whether it was seen.
        bool compressed = _counter > 0;
        IDescribed? value = Decode(plain[.._frameSize], compressed, origin, out string kind, out bool? sound);
        bool mayHide = sound == false || (sound is null && !IsRightSize(plain, compressed, next));
        int end = mayHide && TryFindInside(wire, out int found) ? found : wire.Length;
        _before = new Border(_frameOffset, _counter, _lastTime);
        _counter += BlocksOf(end);
        _frames++;
        _lastTime = origin.Time;
        _wireSize = 0;
        _stage.Balance.Add(Waypoint.FramesDecrypted);

        int jobFrame = 0;
        if (_job is { Mac.IsBroken: true } || end < wire.Length) { _job = null; }
        if (_job is not null)
        {
            jobFrame = _job.Frames;
            _job.Append(wire);
        }

        if (value is null && _job is null)
        {
            _stage.Balance.Add(Waypoint.MacUnchecked);
            return end;
        }

        _stage.Emit(new PendingMessage
        {
            Conversation = conversation.Conversation,
            Direction = direction,
            Protocol = "rlpx",
            Kind = kind,
            Value = value,
            Time = origin.Time,
            Trail = new Trail(_firstFrame, origin.Frame, _frameOffset, wire.Length, Waypoint.MacUnchecked),
            Job = _job,
            JobFrame = jobFrame,
        });
        return end;
    }

    /// <summary>
    /// The message in a decrypted frame; null when it is not wanted or cannot be understood. <paramref name="sound"/> says whether the content has the form that it should have; null when it was not
    /// looked at.
    /// </summary>
    private IDescribed? Decode(ReadOnlySpan<byte> frame, bool compressed, Origin origin, out string kind, out bool? sound)
    {
        sound = false;
        ulong code = ReadCode(frame, out int codeLength);
        kind = Devp2pCodes.Name(code);
        bool consensus = code == Devp2pCodes.Consensus;
        if (codeLength == 0) { return NotUnderstood(origin, "a message has no code"); }
        if (!consensus && !_stage.IsWanted("rlpx", kind))
        {
            _stage.Balance.Add(Waypoint.MessagesFiltered);
            sound = null;
            return null;
        }

        ReadOnlySpan<byte> content = frame[codeLength..];
        if (compressed)
        {
            if (!Snappy.TryGetLength(content, out int length) || length > RlpxLimits.MaxMessageSize) { return NotUnderstood(origin, "a message cannot be decompressed"); }
            Span<byte> room = _stage.Scratch.Content(length);
            if (!Snappy.TryDecode(content, room, out int written)) { return NotUnderstood(origin, "a message cannot be decompressed"); }
            content = room[..written];
        }

        if (!consensus)
        {
            if (!Devp2pMessage.TryRead(code, content, out IDescribed? value, out string? error)) { return NotUnderstood(origin, error ?? kind); }
            sound = true;
            return value;
        }

        if (_stage.Options.Cache.Get(content, _stage.Options.Curve) is not { } message) { return NotUnderstood(origin, "a consensus message has another form"); }
        sound = true;
        kind = message.Kind;
        if (_stage.IsWanted("rlpx", kind)) { return message; }
        _stage.Balance.Add(Waypoint.MessagesFiltered);
        return null;
    }

    private IDescribed? NotUnderstood(Origin origin, string reason)
    {
        _stage.Balance.Add(Waypoint.MessagesNotUnderstood);
        _stage.Emit(new Doubt(conversation.Conversation, direction, "rlpx", origin.Time, origin.Time, reason, _frameSize));
        return null;
    }

    /// <summary>The message code: an RLP integer (1.6). Length 0 when there is none.</summary>
    private static ulong ReadCode(ReadOnlySpan<byte> frame, out int length)
    {
        length = 0;
        if (frame.IsEmpty) { return 0; }
        byte first = frame[0];
        if (first <= 0x80)
        {
            length = 1;
            return first == 0x80 ? 0UL : first;
        }

        int bytes = first - 0x80;
        if (bytes > 8 || frame.Length <= bytes) { return 0; }
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        frame.Slice(1, bytes).CopyTo(number[(8 - bytes)..]);
        length = 1 + bytes;
        return BinaryPrimitives.ReadUInt64BigEndian(number);
    }

    private void GapInFrames(in Chunk chunk, long gapEnd)
    {
        if (conversation.Secret is null)
        {
            // Lost before the first header: whose secret it is will be seen by a later one.
            OpenDoubt(in chunk);
            _length = 0;
            _state = State.Join;
        }
        else if (_length == 0)
        {
            OpenDoubt(in chunk);
            BeginResume(chunk.Offset);
        }
        else if (_wireSize == 0)
        {
            OpenDoubt(in chunk);
            BeginResume(_frameOffset);
        }
        else
        {
            GapInFrame(in chunk, gapEnd);
        }
    }

    /// <summary>The header of the frame was read, so its end is known although it cannot be decrypted whole.</summary>
    private void GapInFrame(in Chunk chunk, long gapEnd)
    {
        if (TryReadAgain(new Origin(in chunk)))
        {
            Gap(in chunk);
            return;
        }

        long frameEnd = _frameOffset + _wireSize;
        bool endsInside = gapEnd <= frameEnd;
        if (!endsInside || MayBeWanted()) { OpenDoubt(in chunk); }
        _stage.Balance.Add(Waypoint.FramesLost);
        _before = new Border(_frameOffset, _counter, _lastTime);
        _counter += (ulong)RlpxHeader.KeystreamBlocks(_frameSize);
        _length = 0;
        _wireSize = 0;
        _job = null;
        if (endsInside)
        {
            _skip = frameEnd - gapEnd;
            _afterSkip = State.Frames;
            _state = _skip > 0 ? State.Skip : State.Frames;
        }
        else
        {
            BeginResume(frameEnd);
        }
    }

    /// <summary>The code of a frame whose begin was captured says whether its loss matters.</summary>
    private bool MayBeWanted()
    {
        const int body = RlpxHeader.Size + RlpxHeader.MacSize;
        if (_length <= body) { return true; }
        Span<byte> first = stackalloc byte[1];
        conversation.Secret!.Cipher.TransformCtr(_counter + 1, _buffer.AsSpan(body, 1), first);
        return first[0] > 0x80 || first[0] == Devp2pCodes.Consensus || _stage.IsWanted("rlpx", Devp2pCodes.Name(first[0] == 0x80 ? 0UL : first[0]));
    }
}
