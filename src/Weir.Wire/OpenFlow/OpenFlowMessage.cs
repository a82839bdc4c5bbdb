namespace Weir.Wire.OpenFlow;

/// <summary>
/// A message of OpenFlow 1.0 or 1.3. The values are the same in both versions: ports have 32 bits, matches are lists of fields, the actions of 1.0 are one instruction to apply them.
/// What only one version has is said in its summary. Unknown fields, actions and structures are kept as bytes.
/// </summary>
public abstract record OpenFlowMessage : IDescribed
{
    // One a thread: what it wrote is copied out before it writes again.
    [ThreadStatic]
    private static OpenFlowWriter? _writer;

    private uint _transactionId;

    /// <summary>The number that joins a reply to its request.</summary>
    public uint TransactionId
    {
        get => _transactionId;
        init => _transactionId = value;
    }

    /// <summary>Its type.</summary>
    public abstract OpenFlowType Type { get; }

    /// <summary>
    /// Reads the message at the start of <paramref name="bytes"/>; what lies behind its length is not looked at. A version that is not known, and a type that the version does not have, give
    /// an <see cref="OpaqueMessage"/>. False with the fault when something does not fit.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OpenFlowMessage? message, out OpenFlowVersion version, out LengthError error)
    {
        message = null;
        version = default;
        if (!OpenFlowHeader.TryRead(bytes, out OpenFlowHeader header, out error)) { return false; }
        if (header.Length < OpenFlowHeader.Size || header.Length > bytes.Length)
        {
            error = new LengthError("openflow", 0, Math.Max(header.Length, (ushort)OpenFlowHeader.Size), Math.Min(header.Length, bytes.Length), "openflow.length");
            return false;
        }

        version = (OpenFlowVersion)header.Version;
        OpenFlowReader body = new(bytes[OpenFlowHeader.Size..header.Length], "openflow", "openflow.length", OpenFlowHeader.Size);
        OpenFlowMessage read = ReadBody(ref body, header.Code, version);
        error = body.Error;
        if (!body.IsWhole) { return false; }
        read._transactionId = header.TransactionId;
        message = read;
        return true;
    }

    /// <summary>
    /// The bytes of the message. Throws <see cref="NotSupportedException"/>, with a sentence for people, when <paramref name="version"/> cannot say it or it is longer than 65,535 bytes.
    /// </summary>
    public byte[] Encode(OpenFlowVersion version)
    {
        byte code = this is OpaqueMessage opaque ? opaque.Code
            : OpenFlowTypes.ToCode(Type, version) ?? throw new NotSupportedException($"OpenFlow 1.0 has no message {OpenFlowTypes.Name(Type)}");
        OpenFlowWriter writer = _writer ?? new();
        _writer = null;
        writer.Begin();
        writer.Zero(OpenFlowHeader.Size);
        WriteBody(writer, version);
        if (writer.Length > ushort.MaxValue) { throw new NotSupportedException($"an OpenFlow message has at most {ushort.MaxValue} bytes, this one would have {writer.Length}"); }
        byte[] bytes = writer.Written.ToArray();
        _writer = writer;
        OpenFlowHeader.Write(bytes, this is OpaqueMessage other ? other.Version : (byte)version, code, (ushort)bytes.Length, TransactionId);
        return bytes;
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Field("xid", TransactionId);
        DescribeBody(visitor);
    }

    private protected abstract void WriteBody(OpenFlowWriter writer, OpenFlowVersion version);

    private protected abstract void DescribeBody(IFieldVisitor visitor);

    private static OpenFlowMessage ReadBody(ref OpenFlowReader body, byte code, OpenFlowVersion version)
    {
        // A greeting has the same form in every version: it is how sides of different versions find a common one.
        if (code == (byte)OpenFlowType.Hello) { return HelloMessage.Read(ref body, (byte)version); }
        if (version is not (OpenFlowVersion.OpenFlow10 or OpenFlowVersion.OpenFlow13)) { return OpaqueMessage.Read(ref body, code, (byte)version); }
        switch (OpenFlowTypes.FromCode(code, version))
        {
            case OpenFlowType.Error: return ErrorMessage.Read(ref body);
            case OpenFlowType.EchoRequest: return EchoMessage.Read(ref body, isReply: false);
            case OpenFlowType.EchoReply: return EchoMessage.Read(ref body, isReply: true);
            case OpenFlowType.Experimenter: return ExperimenterMessage.Read(ref body);
            case OpenFlowType.FeaturesReply: return FeaturesReply.Read(ref body, version);
            case OpenFlowType.GetConfigReply: return SwitchConfig.Read(ref body, OpenFlowType.GetConfigReply);
            case OpenFlowType.SetConfig: return SwitchConfig.Read(ref body, OpenFlowType.SetConfig);
            case OpenFlowType.PacketIn: return PacketIn.Read(ref body, version);
            case OpenFlowType.FlowRemoved: return FlowRemoved.Read(ref body, version);
            case OpenFlowType.PortStatus: return PortStatus.Read(ref body, version);
            case OpenFlowType.PacketOut: return PacketOut.Read(ref body, version);
            case OpenFlowType.FlowMod: return FlowMod.Read(ref body, version);
            case OpenFlowType.GroupMod: return GroupMod.Read(ref body);
            case OpenFlowType.PortMod: return PortMod.Read(ref body, version);
            case OpenFlowType.TableMod: return TableMod.Read(ref body);
            case OpenFlowType.MultipartRequest: return MultipartRequest.Read(ref body, version);
            case OpenFlowType.MultipartReply: return MultipartReply.Read(ref body, version);
            case OpenFlowType.RoleRequest: return RoleMessage.Read(ref body, isReply: false);
            case OpenFlowType.RoleReply: return RoleMessage.Read(ref body, isReply: true);
            case OpenFlowType.MeterMod: return MeterMod.Read(ref body);
            case { } type when SimpleMessage.Has(type): return SimpleMessage.Read(ref body, type);
            default: return OpaqueMessage.Read(ref body, code, (byte)version);
        }
    }
}
