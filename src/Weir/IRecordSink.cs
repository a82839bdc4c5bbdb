namespace Weir;

/// <summary>Takes rows to keep.</summary>
public interface IRecordSink
{
    /// <summary>Takes one row; its values are valid during the call only.</summary>
    void Accept(in Record record);
}
