namespace Weir.Reassembly;

/// <summary>The state of one conversation: what its next packet touches is in the table's <see cref="FlowEntry"/>, the rest here. Pooled: everything is set when a conversation begins.</summary>
internal sealed class Flow(FlowTable table)
{
    private StreamRest _restToServer;
    private StreamRest _restToClient;

    /// <summary>Its place in the table, while it is there.</summary>
    public int Number;

    /// <summary>Conversations of all points are numbered in the order of their first packets.</summary>
    public long Ordinal;

    public ref FlowEntry Entry => ref table.Entry(Number);

    public Conversation Conversation => table.ConversationOf(Number);

    public ref StreamLane Lane(Direction direction) => ref Entry.Lane(direction);

    public ref StreamRest Rest(Direction direction)
    {
        if (direction == Direction.ClientToServer) { return ref _restToServer; }
        return ref _restToClient;
    }

    public HalfStream Half(Direction direction) => new(ref Lane(direction), ref Rest(direction));

    public void Begin(Conversation conversation, in FlowKey key)
    {
        _restToServer = default;
        _restToClient = default;
        table.ConversationOf(Number) = conversation;
        Entry = default;
        Entry.Key = key;
    }

    /// <summary>What was taken for the client is the server.</summary>
    public void SwapEnds()
    {
        Entry.SwapEnds();
        (_restToServer, _restToClient) = (_restToClient, _restToServer);
    }
}
