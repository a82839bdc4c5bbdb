using System.Buffers.Binary;
using Weir.Wire.OpenFlow;

namespace Weir.Decoding;

/// <summary>OpenFlow 1.0 and 1.3 over TCP: on its own ports by a header that can be one, elsewhere by a greeting, which is the first message of either side.</summary>
internal sealed class OpenFlowProtocol : IProtocol
{
    private const byte Tcp = 6;
    private const byte LastVersion = (byte)OpenFlowVersion.OpenFlow13 + 2;

    public string Name => "openflow";

    public Recognition Recognise(Conversation conversation, in Chunk first, ReadOnlySpan<byte> bytes, DecodingStage stage, bool complete)
    {
        if (conversation.Protocol != Tcp || bytes.IsEmpty || bytes[0] is 0 or > LastVersion) { return Recognition.No; }
        if (bytes.Length < OpenFlowHeader.Size) { return complete ? Recognition.No : Recognition.NeedMore; }
        OpenFlowHeader.TryRead(bytes, out OpenFlowHeader header, out _);
        bool isOnPort = IsPort(conversation.Server.Port) || IsPort(conversation.Client.Port);
        if (isOnPort) { return IsPossible(header) ? Recognition.Yes : Recognition.No; }
        if (first.StartsMidStream || header.Code != (byte)OpenFlowType.Hello) { return Recognition.No; }
        if (header.Length == OpenFlowHeader.Size) { return bytes.Length == OpenFlowHeader.Size || BeginsAgain(bytes) ? Recognition.Yes : Recognition.No; }
        // A greeting with a list of versions: type 1, its length 8.
        bool isList = header.Length == OpenFlowHeader.Size + 8;
        if (isList && bytes.Length < OpenFlowHeader.Size + 4) { return complete ? Recognition.No : Recognition.NeedMore; }
        return isList && BinaryPrimitives.ReadUInt32BigEndian(bytes[OpenFlowHeader.Size..]) == 0x0001_0008 ? Recognition.Yes : Recognition.No;
    }

    public ConversationDecoder Create(Conversation conversation, DecodingStage stage) => new OpenFlowConversation(conversation, stage);

    /// <summary>True for a header that a message can have: a version that was published, a type that one of them has, a length that holds the header.</summary>
    internal static bool IsPossible(OpenFlowHeader header) => header.Version is > 0 and <= LastVersion && header.Code < 40 && header.Length >= OpenFlowHeader.Size;

    private static bool BeginsAgain(ReadOnlySpan<byte> bytes) => OpenFlowHeader.TryRead(bytes[OpenFlowHeader.Size..], out OpenFlowHeader next, out _) && IsPossible(next);

    private static bool IsPort(ushort port) => port is OpenFlowHeader.Port or OpenFlowHeader.FormerPort;
}
