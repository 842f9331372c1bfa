using System.Data;
using Dapper;
using Slipway.Oci;

namespace Slipway.Storage.Sqlite;

/// <summary>Stores digests as TEXT with their algorithm, readable by people and other tools.</summary>
internal sealed class DigestHandler : SqlMapper.TypeHandler<Digest>
{
    public override Digest Parse(object value) => Digest.Parse((string)value);

    public override void SetValue(IDbDataParameter parameter, Digest value)
    {
        parameter.DbType = DbType.String;
        parameter.Value = value.ToString();
    }
}
